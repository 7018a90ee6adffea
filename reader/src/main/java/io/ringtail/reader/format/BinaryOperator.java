package io.ringtail.reader.format;

import org.jspecify.annotations.Nullable;

/** The binary operators, with C's precedence. */
enum BinaryOperator {
    OR("||", 1),
    AND("&&", 2),
    BIT_OR("|", 3),
    BIT_XOR("^", 4),
    BIT_AND("&", 5),
    EQUAL("==", 6),
    NOT_EQUAL("!=", 6),
    LESS("<", 7),
    GREATER(">", 7),
    LESS_OR_EQUAL("<=", 7),
    GREATER_OR_EQUAL(">=", 7),
    SHIFT_LEFT("<<", 8),
    SHIFT_RIGHT(">>", 8),
    PLUS("+", 9),
    MINUS("-", 9),
    TIMES("*", 10),
    DIVIDE("/", 10),
    REMAINDER("%", 10);

    private static final BinaryOperator[] ALL = values();

    private final String symbol;
    private final int precedence;

    BinaryOperator(String symbol, int precedence) {
        this.symbol = symbol;
        this.precedence = precedence;
    }

    static @Nullable BinaryOperator of(String symbol) {
        for (BinaryOperator operator : ALL) {
            if (operator.symbol.equals(symbol)) {
                return operator;
            }
        }
        return null;
    }

    int precedence() {
        return precedence;
    }

    /** The result; 0 for a division by zero. */
    long apply(long left, long right) {
        return switch (this) {
            case OR -> truth(left != 0 || right != 0);
            case AND -> truth(left != 0 && right != 0);
            case BIT_OR -> left | right;
            case BIT_XOR -> left ^ right;
            case BIT_AND -> left & right;
            case EQUAL -> truth(left == right);
            case NOT_EQUAL -> truth(left != right);
            case LESS -> truth(Long.compareUnsigned(left, right) < 0);
            case GREATER -> truth(Long.compareUnsigned(left, right) > 0);
            case LESS_OR_EQUAL -> truth(Long.compareUnsigned(left, right) <= 0);
            case GREATER_OR_EQUAL -> truth(Long.compareUnsigned(left, right) >= 0);
            case SHIFT_LEFT -> left << right;
            case SHIFT_RIGHT -> left >>> right;
            case PLUS -> left + right;
            case MINUS -> left - right;
            case TIMES -> left * right;
            case DIVIDE -> right == 0 ? 0 : Long.divideUnsigned(left, right);
            case REMAINDER -> right == 0 ? 0 : Long.remainderUnsigned(left, right);
        };
    }

    private static long truth(boolean condition) {
        return condition ? 1 : 0;
    }
}
