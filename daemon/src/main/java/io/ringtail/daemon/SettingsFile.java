package io.ringtail.daemon;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * The lines of a properties file, with their numbers, which {@link Properties} forgets. It still decides what a line
 * means: each one is passed to it alone, together with the lines that continue it.
 *
 * @param path of the file
 * @param lines that set something, in order
 */
record SettingsFile(Path path, List<Line> lines) {
    private static final long MAX_BYTES = 1 << 16;
    private static final String FORM = "give --config a file of NAME=VALUE lines";

    /**
     * A line that sets something.
     *
     * @param number from 1, of the first one if others continue it
     */
    record Line(int number, String name, String value) {}

    /**
     * Reads a file.
     *
     * @throws SettingsException if it cannot be read, or is no properties file
     */
    static SettingsFile read(Path path) throws SettingsException {
        try {
            if (Files.exists(path) && !Files.isRegularFile(path)) {
                throw new SettingsException("'" + path + "' is not a regular file: " + FORM);
            }
            if (Files.size(path) > MAX_BYTES) {
                throw new SettingsException(path + " has more than " + MAX_BYTES + " bytes: " + FORM);
            }
            return new SettingsFile(path, parse(path, Files.readString(path)));
        } catch (IOException e) {
            throw new SettingsException(unreadable(path, e), e);
        }
    }

    /** Some exceptions' messages are only the path, or nothing that a user could know. */
    static String unreadable(Path path, IOException problem) {
        if (problem instanceof NoSuchFileException) {
            return "file " + path + " does not exist: create it, or omit --config";
        }
        String what = "cannot read the settings in " + path;
        if (problem instanceof AccessDeniedException) {
            return what + " (permission denied): let the daemon's user read it, and search the directories above it";
        } else if (problem instanceof CharacterCodingException) {
            return what + " (it is not UTF-8 text): " + FORM;
        }
        return what + " (" + problem.getMessage() + "): " + FORM;
    }

    private static List<Line> parse(Path path, String text) throws IOException, SettingsException {
        List<Line> lines = new ArrayList<>();
        String[] natural = text.split("\\r\\n|\\r|\\n", -1);
        for (int i = 0; i < natural.length; i++) {
            int number = i + 1;
            StringBuilder logical = new StringBuilder(natural[i]);
            while (!isComment(natural[number - 1]) && isContinued(natural[i]) && i + 1 < natural.length) {
                logical.append('\n').append(natural[++i]);
            }
            Properties one = new Properties();
            try {
                one.load(new StringReader(logical.toString()));
            } catch (IllegalArgumentException e) {
                throw new SettingsException(
                        path + ", line " + number + ": " + e.getMessage() + ": write \\\\ for a backslash", e);
            }
            for (String name : one.stringPropertyNames()) {
                lines.add(new Line(number, name, one.getProperty(name)));
            }
        }
        return lines;
    }

    private static boolean isComment(String line) {
        String text = line.stripLeading();
        return text.startsWith("#") || text.startsWith("!");
    }

    /** An odd number of backslashes at the end: each pair of them is one that belongs to the value. */
    private static boolean isContinued(String line) {
        int backslashes = 0;
        while (backslashes < line.length() && line.charAt(line.length() - 1 - backslashes) == '\\') {
            backslashes++;
        }
        return backslashes % 2 != 0;
    }
}
