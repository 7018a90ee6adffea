package io.ringtail.reader.format;

import io.ringtail.reader.text.Digits;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code funcgraph_entry} and {@code funcgraph_exit}: a function's braces, indented by the depth, and at its
 * end its duration; of one that called no other, both in one line.
 *
 * @param times the call's and the return's; null at the entry
 */
record GraphBody(
        FieldNumber function, FieldNumber depth, @Nullable Times times, FunctionNames names) implements EventBody {
    private static final int INDENT = 2;
    private static final int MOST_DEPTH = 512;
    private static final int DURATION_WIDTH = 7;
    private static final int NS_PER_US = 1000;

    /** The fields of a call's start and end. */
    record Times(FieldNumber call, FieldNumber end) {}

    @Override
    public void append(Payload payload, DecoderState state, StringBuilder out) {
        if (times != null) {
            appendDuration(times.end().value(payload) - times.call().value(payload), out);
        } else if (state.isLeaf()) {
            appendDuration(state.leafNs(), out);
        } else {
            out.append("             |  ");
        }
        long spaces = INDENT * Math.min(MOST_DEPTH, depth.value(payload));
        for (int i = 0; i < spaces; i++) {
            out.append(' ');
        }
        if (times == null) {
            appendFunction(function.value(payload), out);
            out.append(state.isLeaf() ? "();" : "() {");
        } else {
            out.append('}');
        }
    }

    private void appendFunction(long address, StringBuilder out) {
        int index = names.indexOf(address);
        out.append(index < 0 ? Long.toHexString(address) : names.name(index));
    }

    private static void appendDuration(long ns, StringBuilder out) {
        out.append(mark(ns)).append(' ');
        int start = out.length();
        Digits.appendUnsigned(Long.divideUnsigned(ns, NS_PER_US), out);
        if (out.length() - start < DURATION_WIDTH) {
            Digits.appendPadded(Long.remainderUnsigned(ns, NS_PER_US), 3, out.append('.'));
        }
        int length = out.length() - start;
        out.append(" us ");
        Digits.fill(out.length(), DURATION_WIDTH - length, ' ', out);
        out.append("|  ");
    }

    private static char mark(long ns) {
        if (Long.compareUnsigned(ns, 1_000_000_000) > 0) {
            return '$';
        } else if (ns > 1_000_000) {
            return '#';
        } else if (ns > 100_000) {
            return '!';
        }
        return ns > 10_000 ? '+' : ' ';
    }
}
