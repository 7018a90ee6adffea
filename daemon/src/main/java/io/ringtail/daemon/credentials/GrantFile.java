package io.ringtail.daemon.credentials;

import io.ringtail.daemon.access.Role;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The form of files with grants of roles: one grant a line, blank lines, and comments that begin with {@code #}. */
final class GrantFile {
    /** The maximum length in bytes: each request compares with each line. */
    static final int MOST_BYTES = 256 << 10;

    private GrantFile() {}

    /** Parses a line without its surrounding blanks. */
    @FunctionalInterface
    interface LineParser<T> {
        /**
         * Returns the line's meaning.
         *
         * @throws IllegalArgumentException if it has none; the message says what would be right, and has no secret
         */
        T parse(String line);
    }

    /** Parses all lines; an error names the file and the line's number, and not its contents. */
    static <T> List<T> parse(Path file, byte[] contents, LineParser<T> parser) throws IOException {
        List<T> grants = new ArrayList<>();
        String[] lines = new String(contents, StandardCharsets.UTF_8).split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i].strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                try {
                    grants.add(parser.parse(line));
                } catch (IllegalArgumentException e) {
                    throw new IOException(file + ", line " + (i + 1) + ": " + e.getMessage(), e);
                }
            }
        }
        return List.copyOf(grants);
    }

    /** Parses the roles of a grant. */
    static Set<Role> roles(String text) {
        return Set.copyOf(Role.parse(text));
    }
}
