package io.ringtail.reader.otlp;

import io.ringtail.reader.tls.SecretFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** HTTP headers in a file that none but its owner may access: a line {@code NAME: VALUE} for each. */
final class OtlpHeaders {
    private static final int MOST_BYTES = 1 << 16;
    /** A token and a value of RFC 9110. */
    private static final Pattern LINE =
            Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \\t]*([\\x20-\\x7e\\x80-\\xff]*)");

    /** Those that this side sets, and those that the JDK does. */
    private static final List<String> RESERVED = List.of(
            "connection",
            "content-encoding",
            "content-length",
            "content-type",
            "expect",
            "host",
            "transfer-encoding",
            "upgrade");

    private OtlpHeaders() {}

    /**
     * Reads a file.
     *
     * @throws IOException if it cannot be read, or has another line; the message does not have its contents
     */
    static Map<String, String> read(Path file) throws IOException {
        String text = new String(SecretFile.read(file, MOST_BYTES), StandardCharsets.ISO_8859_1);
        Map<String, String> headers = new LinkedHashMap<>();
        String[] lines = text.split("\\R", -1);
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i].strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            Matcher header = LINE.matcher(line);
            if (!header.matches()) {
                throw new IOException(
                        file + ", line " + (i + 1) + " is no header: write NAME: VALUE, or # before a comment");
            }
            if (RESERVED.contains(header.group(1).toLowerCase(Locale.ROOT))) {
                throw new IOException(file + ", line " + (i + 1) + " sets " + header.group(1)
                        + ", which this program sets itself: remove the line");
            }
            headers.put(header.group(1), header.group(2));
        }
        if (headers.isEmpty()) {
            throw new IOException(file + " has no header: write a line NAME: VALUE");
        }
        return headers;
    }
}
