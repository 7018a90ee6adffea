package io.ringtail.reader.format;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The kernel's functions by their addresses, as in {@code /proc/kallsyms}. Immutable. */
public final class FunctionNames {
    /** No functions. */
    public static final FunctionNames NONE = new FunctionNames(List.of());

    private static final int MOST = 1 << 21;
    private static final int NOT_FOUND = -1;

    private final long[] addresses;
    private final String[] names;
    private final @Nullable String[] modules;

    private record Line(long address, String name, @Nullable String module) {
        private static @Nullable Line of(String line) {
            int type = line.indexOf(' ') + 1;
            int name = type + 2;
            if (type == 0 || name >= line.length()) {
                return null;
            }
            int end = line.indexOf('\t', name);
            boolean inModule = end >= 0 && line.startsWith("[", end + 1) && line.endsWith("]");
            boolean isFunction = "Aa".indexOf(line.charAt(type)) < 0 && line.charAt(name) != '$';
            try {
                long address = Long.parseUnsignedLong(line, 0, type - 1, 16);
                return !isFunction
                        ? null
                        : new Line(
                                address,
                                line.substring(name, end < 0 ? line.length() : end),
                                inModule ? line.substring(end + 2, line.length() - 1) : null);
            } catch (NumberFormatException notALine) {
                return null;
            }
        }
    }

    private FunctionNames(List<Line> sorted) {
        addresses = sorted.stream().mapToLong(Line::address).toArray();
        names = sorted.stream().map(Line::name).toArray(String[]::new);
        modules = sorted.stream().map(Line::module).toArray(String[]::new);
    }

    /** Parses lines of an address, a type and a name, and perhaps a module; other lines are skipped. */
    public static FunctionNames parse(String kallsyms) {
        List<Line> lines = new ArrayList<>();
        for (int start = 0; start < kallsyms.length() && lines.size() < MOST; ) {
            int end = kallsyms.indexOf('\n', start);
            end = end < 0 ? kallsyms.length() : end;
            Line line = Line.of(kallsyms.substring(start, end));
            if (line != null) {
                lines.add(line);
            }
            start = end + 1;
        }
        // libtraceevent, too, takes the last one of several names of an address first.
        Collections.reverse(lines);
        lines.sort((one, other) -> Long.compareUnsigned(one.address(), other.address()));
        return lines.isEmpty() ? NONE : new FunctionNames(lines);
    }

    /** Returns the index of the function that contains an address, or -1; the last function has one address only. */
    int indexOf(long address) {
        int low = 0;
        int high = addresses.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(address, addresses[middle]) < 0) {
                high = middle;
            } else if (address == addresses[middle]
                    || (middle + 1 < addresses.length && Long.compareUnsigned(address, addresses[middle + 1]) < 0)) {
                return middle;
            } else {
                low = middle + 1;
            }
        }
        return NOT_FOUND;
    }

    String name(int index) {
        return names[index];
    }

    @Nullable
    String module(int index) {
        return modules[index];
    }

    long address(int index) {
        return addresses[index];
    }
}
