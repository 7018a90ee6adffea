package io.ringtail.reader.format;

/** A binary operator and its operands. */
record Binary(BinaryOperator operator, Expression left, Expression right) implements Expression {
    @Override
    public long value(Payload payload) {
        return operator.apply(left.value(payload), right.value(payload));
    }
}
