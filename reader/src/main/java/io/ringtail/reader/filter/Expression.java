package io.ringtail.reader.filter;

import java.util.List;

/** A parsed filter, or a part of one. Immutable. */
sealed interface Expression {
    /** True where all parts are, or any of them. */
    record Joined(boolean all, List<Expression> parts) implements Expression {}

    /** True where the part is false. */
    record Not(Expression part) implements Expression {}

    /**
     * A field compared with a value.
     *
     * @param field a word
     * @param value a word, a number or a quoted text
     */
    record Term(Token field, Operator operator, Token value) implements Expression {}
}
