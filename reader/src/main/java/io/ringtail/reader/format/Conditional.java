package io.ringtail.reader.format;

/** The conditional expression {@code condition ? yes : no}. */
record Conditional(Expression condition, Expression yes, Expression no) implements Expression {
    @Override
    public long value(Payload payload) {
        return chosen(payload).value(payload);
    }

    @Override
    public boolean endsWithNewline(Payload payload) {
        return chosen(payload).endsWithNewline(payload);
    }

    @Override
    public void appendText(Payload payload, StringBuilder out) {
        chosen(payload).appendText(payload, out);
    }

    private Expression chosen(Payload payload) {
        return condition.value(payload) != 0 ? yes : no;
    }
}
