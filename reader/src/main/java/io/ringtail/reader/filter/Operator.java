package io.ringtail.reader.filter;

import org.jspecify.annotations.Nullable;

/** How a term compares a field with a value. */
enum Operator {
    EQUAL("=="),
    NOT_EQUAL("!="),
    LESS("<"),
    LESS_OR_EQUAL("<="),
    GREATER(">"),
    GREATER_OR_EQUAL(">="),
    HAS_BITS("&"),
    LIKE("~");

    private final String sign;

    Operator(String sign) {
        this.sign = sign;
    }

    static @Nullable Operator of(Token token) {
        for (Operator operator : values()) {
            if (token.isSign(operator.sign)) {
                return operator;
            }
        }
        return null;
    }

    String sign() {
        return sign;
    }

    /** Whether it compares bits, whatever number they are. */
    boolean isOfBits() {
        return this == EQUAL || this == NOT_EQUAL || this == HAS_BITS;
    }

    /** Whether it accepts the sign of a comparison; of an operator that compares by order or equality. */
    boolean accepts(int comparison) {
        return switch (this) {
            case EQUAL -> comparison == 0;
            case NOT_EQUAL -> comparison != 0;
            case LESS -> comparison < 0;
            case LESS_OR_EQUAL -> comparison <= 0;
            case GREATER -> comparison > 0;
            case GREATER_OR_EQUAL -> comparison >= 0;
            case HAS_BITS, LIKE -> false;
        };
    }
}
