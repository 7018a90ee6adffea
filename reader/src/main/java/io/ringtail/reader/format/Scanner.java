package io.ringtail.reader.format;

/** Splits a print fmt into tokens, one at a time. */
final class Scanner {
    /** The kind of a token. */
    enum Kind {
        NAME,
        NUMBER,
        STRING,
        SYMBOL,
        END
    }

    private static final String DOUBLED = "&|<>=+-";

    private final String source;
    private int next;
    private Kind kind = Kind.END;
    private String text = "";
    private long number;

    Scanner(String source) throws PrintFmtException {
        this.source = source;
        advance();
    }

    Kind kind() {
        return kind;
    }

    /** The name, the symbol, or the string without its quotes, with its escape sequences. */
    String text() {
        return text;
    }

    long number() {
        return number;
    }

    boolean isSymbol(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }

    boolean accept(String symbol) throws PrintFmtException {
        boolean accepted = isSymbol(symbol);
        if (accepted) {
            advance();
        }
        return accepted;
    }

    void expect(String symbol) throws PrintFmtException {
        if (!accept(symbol)) {
            throw new PrintFmtException("there is no " + symbol + " before character " + next);
        }
    }

    String expectName() throws PrintFmtException {
        if (kind != Kind.NAME) {
            throw new PrintFmtException("there is no name before character " + next);
        }
        String name = text;
        advance();
        return name;
    }

    /** The start of the token after the current one, for {@link #returnTo}. */
    Mark mark() {
        return new Mark(next, kind, text, number);
    }

    void returnTo(Mark mark) {
        next = mark.next;
        kind = mark.kind;
        text = mark.text;
        number = mark.number;
    }

    /** A position in the tokens. */
    record Mark(int next, Kind kind, String text, long number) {}

    void advance() throws PrintFmtException {
        while (next < source.length() && Character.isWhitespace(source.charAt(next))) {
            next++;
        }
        if (next == source.length()) {
            kind = Kind.END;
            text = "";
            return;
        }
        char c = source.charAt(next);
        if (c == '"' || c == '\'') {
            quoted(c);
        } else if (c >= '0' && c <= '9') {
            digits();
        } else if (isNamePart(c)) {
            kind = Kind.NAME;
            text = word();
        } else {
            symbol(c);
        }
    }

    private void symbol(char c) {
        kind = Kind.SYMBOL;
        char following = next + 1 < source.length() ? source.charAt(next + 1) : ' ';
        boolean two = (following == c && DOUBLED.indexOf(c) >= 0)
                || (following == '=' && "<>!".indexOf(c) >= 0)
                || (c == '-' && following == '>');
        text = source.substring(next, next + (two ? 2 : 1));
        next += text.length();
    }

    private String word() {
        int start = next;
        while (next < source.length() && isNamePart(source.charAt(next))) {
            next++;
        }
        return source.substring(start, next);
    }

    private void digits() throws PrintFmtException {
        String word = word();
        int end = word.length();
        while (end > 1 && "uUlL".indexOf(word.charAt(end - 1)) >= 0) {
            end--;
        }
        String digits = word.substring(0, end);
        kind = Kind.NUMBER;
        text = word;
        try {
            if (digits.startsWith("0x") || digits.startsWith("0X")) {
                number = Long.parseUnsignedLong(digits.substring(2), 16);
            } else if (digits.length() > 1 && digits.startsWith("0")) {
                number = Long.parseUnsignedLong(digits, 8);
            } else {
                number = Long.parseUnsignedLong(digits);
            }
        } catch (NumberFormatException e) {
            throw (PrintFmtException) new PrintFmtException(word + " is not a number").initCause(e);
        }
    }

    private void quoted(char quote) throws PrintFmtException {
        StringBuilder characters = new StringBuilder();
        next++;
        while (next < source.length() && source.charAt(next) != quote) {
            char c = source.charAt(next++);
            characters.append(c);
            if (c == '\\' && next < source.length()) {
                characters.append(source.charAt(next++));
            }
        }
        if (next == source.length()) {
            throw new PrintFmtException("there is no " + quote + " at its end");
        }
        next++;
        text = characters.toString();
        kind = quote == '"' ? Kind.STRING : Kind.NUMBER;
        number =
                text.isEmpty() ? 0 : text.startsWith("\\") ? unescaped(text.charAt(text.length() - 1)) : text.charAt(0);
    }

    /** The character of an escape sequence. */
    static char unescaped(char c) {
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            default -> c;
        };
    }

    private static boolean isNamePart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    }
}
