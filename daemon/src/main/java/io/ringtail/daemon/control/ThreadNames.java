package io.ringtail.daemon.control;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Thread names as clients give them, made fit for lines of text: one line, whole characters, a bounded length. */
final class ThreadNames {
    private static final int MAX_CHARACTERS = 256;

    private ThreadNames() {}

    /** The name without control characters, cut where it is long. */
    static String clean(String name) {
        StringBuilder clean = new StringBuilder();
        name.codePoints()
                .limit(MAX_CHARACTERS)
                .map(c -> Character.isISOControl(c) || c == '\u2028' || c == '\u2029' ? '?' : c)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    /** What is no UTF-8 becomes U+FFFD. */
    static String decode(byte[] bytes, int length) {
        return clean(new String(bytes, 0, length, StandardCharsets.UTF_8));
    }

    /** As many whole characters as fit. */
    static byte[] encode(String name, int capacity) {
        ByteBuffer bytes = ByteBuffer.allocate(capacity);
        StandardCharsets.UTF_8
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE)
                .encode(CharBuffer.wrap(name), bytes, true);
        return Arrays.copyOf(bytes.array(), bytes.position());
    }
}
