package io.ringtail.reader.filter;

import java.util.ArrayList;
import java.util.List;

/**
 * Parses a filter.
 *
 * <pre>
 *     any  = all { "||" all }
 *     all  = part { "&amp;&amp;" part }
 *     part = "!" part | "(" any ")" | field operator value
 * </pre>
 */
final class FilterParser {
    private final String source;
    private final FilterScanner scanner;
    private Token token;
    private int terms;
    private int depth;

    FilterParser(String source) throws FilterException {
        this.source = source;
        if (source.length() > Filter.MAX_LENGTH) {
            throw new FilterException(
                    source.substring(0, Filter.MAX_LENGTH),
                    Filter.MAX_LENGTH,
                    source.length() + " characters are too many: a filter may have " + Filter.MAX_LENGTH);
        }
        this.scanner = new FilterScanner(source);
        this.token = scanner.next();
    }

    Expression parse() throws FilterException {
        Expression whole = joined(false);
        if (token.kind() != Token.Kind.END) {
            throw problem("expected && or ||, or the end, not " + token.shown());
        }
        return whole;
    }

    private Expression joined(boolean all) throws FilterException {
        List<Expression> parts = new ArrayList<>();
        String sign = all ? "&&" : "||";
        do {
            parts.add(all ? part() : joined(true));
        } while (accept(sign));
        return parts.size() == 1 ? parts.get(0) : new Expression.Joined(all, List.copyOf(parts));
    }

    private Expression part() throws FilterException {
        if (token.isSign("!")) {
            enter();
            Expression part = part();
            depth--;
            return new Expression.Not(part);
        }
        if (!token.isSign("(")) {
            return term();
        }
        enter();
        Expression inner = joined(false);
        if (!accept(")")) {
            throw problem("expected ), && or ||, not " + token.shown());
        }
        depth--;
        return inner;
    }

    private void enter() throws FilterException {
        if (++depth > Filter.MAX_DEPTH) {
            throw problem("more than " + Filter.MAX_DEPTH + " parentheses and ! within each other");
        }
        advance();
    }

    private Expression term() throws FilterException {
        Token field = token;
        if (field.kind() != Token.Kind.WORD) {
            throw problem("expected a field's name, ! or (, not " + token.shown());
        }
        if (++terms > Filter.MAX_TERMS) {
            throw problem("more than " + Filter.MAX_TERMS + " comparisons");
        }
        advance();
        Operator operator = Operator.of(token);
        if (operator == null) {
            throw problem("expected an operator (==, !=, <, <=, >, >=, & or ~) after " + field.shown() + ", not "
                    + token.shown());
        }
        advance();
        Token value = token;
        if (value.kind() == Token.Kind.SIGN || value.kind() == Token.Kind.END) {
            throw problem("expected a number or a text after " + operator.sign() + ", not " + value.shown());
        }
        check(operator, value);
        advance();
        return new Expression.Term(field, operator, value);
    }

    /** Finds what is wrong with a value whatever its field is. */
    private void check(Operator operator, Token value) throws FilterException {
        if (operator == Operator.LIKE) {
            Values.glob(source, value);
        } else if (value.kind() == Token.Kind.NUMBER) {
            Values.number(source, value);
        }
    }

    private boolean accept(String sign) throws FilterException {
        boolean accepted = token.isSign(sign);
        if (accepted) {
            advance();
        }
        return accepted;
    }

    private void advance() throws FilterException {
        token = scanner.next();
    }

    private FilterException problem(String text) {
        return new FilterException(source, token.position(), text);
    }
}
