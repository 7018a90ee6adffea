package io.ringtail.reader.text;

/** How a character of untrusted text is written. */
public enum CharacterRule {
    /** As it is: for a reader that is no terminal. */
    RAW {
        @Override
        public void append(char c, StringBuilder out) {
            out.append(c);
        }
    },
    /** In text: as it is, but what steers a terminal is a question mark; tab and newline stay. */
    TEXT {
        @Override
        public void append(char c, StringBuilder out) {
            boolean harmless = (c >= ' ' && c < DELETE) || c > LAST_CONTROL || c == '\t' || c == '\n';
            out.append(harmless ? c : '?');
        }
    },
    /** In a name, which must stay on its line: every control character is a question mark. */
    NAME {
        @Override
        public void append(char c, StringBuilder out) {
            out.append((c >= ' ' && c < DELETE) || c > LAST_CONTROL ? c : '?');
        }
    },
    /** In a JSON string. */
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
                        out.append("\\u");
                        Digits.appendHex(c, 4, out);
                    } else {
                        out.append(c);
                    }
                }
            }
        }
    };

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
