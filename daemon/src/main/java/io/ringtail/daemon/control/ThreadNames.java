package io.ringtail.daemon.control;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Makes thread names from clients suitable for lines of text: one line, whole characters, a limited length. */
final class ThreadNames {
    private static final int MAX_CHARACTERS = 256;

    private ThreadNames() {}

    /** Returns the name without control characters, truncated if it is long. */
    static String clean(String name) {
        StringBuilder clean = new StringBuilder();
        name.codePoints()
                .limit(MAX_CHARACTERS)
                .map(c -> Character.isISOControl(c) || c == '\u2028' || c == '\u2029' ? '?' : c)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    /** Decodes UTF-8; invalid bytes become U+FFFD. */
    static String decode(byte[] bytes, int length) {
        return clean(new String(bytes, 0, length, StandardCharsets.UTF_8));
    }

    /** Encodes as many whole characters as fit. */
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
