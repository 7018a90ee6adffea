package io.ringtail.reader.format;

/** An operator between its operands. */
record Binary(BinaryOperator operator, Expression left, Expression right) implements Expression {
    @Override
    public long value(Payload payload) {
        return operator.apply(left.value(payload), right.value(payload));
    }
}
