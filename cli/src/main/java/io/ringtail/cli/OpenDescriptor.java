package io.ringtail.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An open file of a process by its number, such as {@code /proc/42/fd/1}, to which {@code /dev/stdout} leads. Linux
 * does not duplicate the descriptor when this name is opened: it opens the file again, at offset 0 and without the
 * descriptor's O_APPEND.
 */
record OpenDescriptor(Path process, int number) {
    private static final Pattern NAME = Pattern.compile("(/proc/\\d+)(?:/task/\\d+)?/fd/(\\d{1,9})");
    private static final Path SELF = Path.of("/proc/self");
    private static final int STANDARD_OUTPUT = 1;
    private static final String FLAGS = "flags:";
    private static final int OCTAL = 8;
    private static final int O_APPEND = 02000;

    /** Returns the descriptor with this name, in which no link is left to follow but the last; null for other paths. */
    static @Nullable OpenDescriptor of(Path path) {
        Matcher parts = NAME.matcher(path.toString());
        return parts.matches() ? new OpenDescriptor(Path.of(parts.group(1)), Integer.parseInt(parts.group(2))) : null;
    }

    /** Returns whether it is this process's standard output. */
    boolean isStandardOutput() throws IOException {
        return number == STANDARD_OUTPUT && process.equals(SELF.toRealPath());
    }

    /** Returns whether each write through it goes to the file's end. */
    boolean isAppending() throws IOException {
        for (String line : Files.readAllLines(process.resolve("fdinfo").resolve(Integer.toString(number)))) {
            if (line.startsWith(FLAGS)) {
                return (Long.parseLong(line.substring(FLAGS.length()).strip(), OCTAL) & O_APPEND) != 0;
            }
        }
        return false;
    }
}
