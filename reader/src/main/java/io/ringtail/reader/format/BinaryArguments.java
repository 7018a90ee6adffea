package io.ringtail.reader.format;

import io.ringtail.reader.CharacterRule;
import java.util.ArrayList;
import java.util.List;

/**
 * The arguments of a {@code trace_printk} as they lie in its event: numbers aligned to their size, or to 4 bytes at
 * most, and texts up to a NUL. Immutable.
 *
 * @param offset of the first one
 * @param sizes of each: 1, 2, 4 or 8 bytes, or {@link #TEXT}
 */
record BinaryArguments(int offset, List<Integer> sizes) {
    static final int TEXT = 0;

    private static final int MOST_ALIGNMENT = Integer.BYTES;

    /** Returns expressions for all of them. */
    List<Expression> expressions() {
        List<Expression> expressions = new ArrayList<>();
        for (int i = 0; i < sizes.size(); i++) {
            expressions.add(new Argument(this, i));
        }
        return expressions;
    }

    /** Returns where an argument begins. */
    private int position(Payload payload, int index) {
        int at = offset;
        for (int i = 0; i < index; i++) {
            int size = sizes.get(i);
            at = size == TEXT ? payload.afterText(at) : aligned(at, size) + size;
        }
        return aligned(at, sizes.get(index));
    }

    private static int aligned(int at, int size) {
        int alignment = Math.max(1, Math.min(size, MOST_ALIGNMENT));
        return (at + alignment - 1) & -alignment;
    }

    /** One of the arguments. */
    private record Argument(BinaryArguments all, int index) implements Expression {
        @Override
        public long value(Payload payload) {
            int size = all.sizes().get(index);
            return size == TEXT ? 0 : payload.number(all.position(payload, index), size);
        }

        @Override
        public void appendText(Payload payload, StringBuilder out) {
            payload.appendText(all.position(payload, index), payload.length(), CharacterRule.TEXT, out);
        }
    }
}
