package io.ringtail.reader.format;

import java.util.List;

/** The values and names passed to {@code __print_symbolic} and {@code __print_flags}, in their order. */
final class Symbols {
    private final long[] values;
    private final List<String> names;

    Symbols(List<Long> values, List<String> names) {
        this.values = values.stream().mapToLong(Long::longValue).toArray();
        this.names = List.copyOf(names);
    }

    int count() {
        return values.length;
    }

    long value(int index) {
        return values[index];
    }

    String name(int index) {
        return names.get(index);
    }

    /** The index of the first occurrence of a value, or -1. */
    int indexOf(long value) {
        for (int i = 0; i < values.length; i++) {
            if (values[i] == value) {
                return i;
            }
        }
        return -1;
    }
}
