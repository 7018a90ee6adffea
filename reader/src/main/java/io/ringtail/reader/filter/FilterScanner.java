package io.ringtail.reader.filter;

import java.util.List;

/** Splits a filter into tokens, one at a time. */
final class FilterScanner {
    /** Longer ones first. */
    private static final List<String> SIGNS =
            List.of("&&", "||", "==", "!=", "<=", ">=", "<", ">", "&", "~", "!", "(", ")");

    private final String source;
    private int next;

    FilterScanner(String source) {
        this.source = source;
    }

    Token next() throws FilterException {
        while (next < source.length() && Character.isWhitespace(source.charAt(next))) {
            next++;
        }
        int start = next;
        if (start == source.length()) {
            return new Token(Token.Kind.END, "", start);
        }
        char c = source.charAt(start);
        if (c == '"' || c == '\'') {
            return quoted(c);
        }
        boolean negative = c == '-' && start + 1 < source.length() && isDigit(source.charAt(start + 1));
        if (isDigit(c) || negative) {
            return word(Token.Kind.NUMBER, start + 1);
        }
        return isWordPart(c) ? word(Token.Kind.WORD, start + 1) : sign();
    }

    private Token sign() throws FilterException {
        for (String sign : SIGNS) {
            if (source.startsWith(sign, next)) {
                next += sign.length();
                return new Token(Token.Kind.SIGN, sign, next - sign.length());
            }
        }
        char c = source.charAt(next);
        throw new FilterException(
                source,
                next,
                c == '=' || c == '|'
                        ? "'" + c + "' is no operator: give " + c + c
                        : "'" + c + "' has no meaning here: put texts into quotes");
    }

    private Token word(Token.Kind kind, int from) {
        int end = from;
        while (end < source.length() && (isWordPart(source.charAt(end)) || source.charAt(end) == '.')) {
            end++;
        }
        Token token = new Token(kind, source.substring(next, end), next);
        next = end;
        return token;
    }

    private Token quoted(char quote) throws FilterException {
        int end = next + 1;
        while (end < source.length() && source.charAt(end) != quote) {
            end += source.charAt(end) == '\\' ? 2 : 1;
        }
        if (end >= source.length()) {
            throw new FilterException(source, next, "the text that begins here has no " + quote + " at its end");
        }
        Token token = new Token(Token.Kind.QUOTED, source.substring(next + 1, end), next);
        next = end + 1;
        return token;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isWordPart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c) || c == '_';
    }
}
