package io.ringtail.reader.text;

/** The length of texts in UTF-8, by which trace-cmd aligns its columns. */
final class Utf8 {
    private Utf8() {}

    /** Returns the number of bytes of a text in UTF-8. */
    static int length(String text) {
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // Each half of a surrogate pair counts for 2 of its 4 bytes.
            length += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return length;
    }
}
