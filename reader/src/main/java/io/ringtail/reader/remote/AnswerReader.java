package io.ringtail.reader.remote;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the head of an HTTP/1.1 answer, and finds where its body ends (RFC 9112). */
final class AnswerReader {
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})( .*)?");
    private static final int MOST_LINE_BYTES = 8192;
    private static final int MOST_HEADERS = 100;

    private AnswerReader() {}

    /** Reads the head. */
    static Answer read(ChannelInput in) throws IOException {
        Matcher status = STATUS.matcher(line(in));
        if (!status.matches()) {
            throw new IOException("its answer is not HTTP");
        }
        Map<String, String> headers = new HashMap<>();
        String line = line(in);
        for (int lines = 1; !line.isEmpty(); lines++) {
            int colon = line.indexOf(':');
            if (colon < 1 || lines > MOST_HEADERS) {
                throw new IOException("its answer has a malformed head");
            }
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
            line = line(in);
        }
        return new Answer(Integer.parseInt(status.group(1)), headers, body(in, headers), in::unlimited);
    }

    private static InputStream body(ChannelInput in, Map<String, String> headers) throws IOException {
        if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
            return new BodyInput(in, BodyInput.CHUNKED);
        }
        String length = headers.getOrDefault("content-length", "");
        if (length.isEmpty()) {
            return in;
        }
        if (!length.matches("\\d{1,18}")) {
            throw new IOException("its answer has a malformed length");
        }
        return new BodyInput(in, Long.parseLong(length));
    }

    /** Reads a line that ends with a line feed. */
    static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the connection was closed");
            }
            if (line.length() == MOST_LINE_BYTES) {
                throw new IOException("its answer has a line of more than " + MOST_LINE_BYTES + " bytes");
            }
            line.append((char) c);
        }
        int end = line.length();
        return end > 0 && line.charAt(end - 1) == '\r' ? line.substring(0, end - 1) : line.toString();
    }
}
