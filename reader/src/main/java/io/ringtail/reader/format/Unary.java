package io.ringtail.reader.format;

/** A unary operator and its operand. */
record Unary(char operator, Expression operand) implements Expression {
    @Override
    public long value(Payload payload) {
        long value = operand.value(payload);
        return switch (operator) {
            case '-' -> -value;
            case '~' -> ~value;
            case '!' -> value == 0 ? 1 : 0;
            default -> value;
        };
    }
}
