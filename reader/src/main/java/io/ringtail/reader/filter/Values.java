package io.ringtail.reader.filter;

/** Reads the values of terms. */
final class Values {
    private Values() {}

    static NumberValue number(String source, Token value) throws FilterException {
        NumberValue number = NumberValue.of(value.text());
        if (number == null) {
            throw new FilterException(
                    source,
                    value.position(),
                    value.shown() + " is no number: give one like 42, -1, 0x2a, 1.5 or 100ms, or put a text into"
                            + " quotes");
        }
        return number;
    }

    static Glob glob(String source, Token value) throws FilterException {
        try {
            return new Glob(value.text());
        } catch (IllegalArgumentException e) {
            throw new FilterException(source, value.position(), String.valueOf(e.getMessage()));
        }
    }

    /** Returns a text without the backslashes that protect other characters. */
    static String text(Token value) {
        String written = value.text();
        if (value.kind() != Token.Kind.QUOTED || written.indexOf('\\') < 0) {
            return written;
        }
        StringBuilder text = new StringBuilder(written.length());
        for (int i = 0; i < written.length(); i++) {
            boolean escapes = written.charAt(i) == '\\' && i + 1 < written.length();
            text.append(written.charAt(escapes ? ++i : i));
        }
        return text.toString();
    }
}
