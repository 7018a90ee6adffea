package io.ringtail.reader;

/** The rules for writing the characters of untrusted text. */
public enum CharacterRule {
    /** Writes the character unchanged, for a reader that is not a terminal. */
    RAW {
        @Override
        public void append(char c, StringBuilder out) {
            out.append(c);
        }
    },
    /**
     * In a line of text: writes a newline as a backslash and an n, other control characters of terminals as question
     * marks, and all others, including tab, unchanged.
     */
    TEXT {
        @Override
        public void append(char c, StringBuilder out) {
            if (c == '\n') {
                out.append("\\n");
            } else {
                out.append((c >= ' ' && c < DELETE) || c > LAST_CONTROL || c == '\t' ? c : '?');
            }
        }
    },
    /** In a name, which must stay on its line: writes every control character as a question mark. */
    NAME {
        @Override
        public void append(char c, StringBuilder out) {
            out.append((c >= ' ' && c < DELETE) || c > LAST_CONTROL ? c : '?');
        }
    },
    /** In a JSON string: escapes as JSON requires. */
    JSON {
        @Override
        public void append(char c, StringBuilder out) {
            if (c >= ' ' && c < DELETE && c != '"' && c != '\\') {
                out.append(c);
            } else {
                escape(c, out);
            }
        }

        private void escape(char c, StringBuilder out) {
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                case '\r' -> out.append("\\r");
                default -> {
                    if (c < ' ' || (c >= DELETE && c <= LAST_CONTROL)) {
                        out.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xf));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
    };

    private static final String HEX = "0123456789abcdef";
    private static final char DELETE = 0x7f;
    private static final char LAST_CONTROL = 0x9f;

    /** Appends a character. */
    public abstract void append(char c, StringBuilder out);

    /** Appends each character of a text. */
    public final void append(CharSequence text, StringBuilder out) {
        for (int i = 0; i < text.length(); i++) {
            append(text.charAt(i), out);
        }
    }
}
