package io.ringtail.daemon.hotplug;

import io.ringtail.proto.layout.Geometry;
import java.util.BitSet;

/**
 * The kernel's text format for a set of CPUs, such as {@code 0,3-7,128-130}.
 *
 * <p>Source: {@code Documentation/admin-guide/cputopology.rst} of Linux. An empty text is the empty set.
 */
public final class CpuList {
    private CpuList() {}

    /**
     * Parses a text.
     *
     * @throws IllegalArgumentException if it is not such a list, or a number is above {@link Geometry#MAX_CPUS} - 1
     */
    public static BitSet parse(String text) {
        BitSet cpus = new BitSet();
        String list = text.strip();
        if (!list.isEmpty()) {
            for (String range : list.split(",", -1)) {
                addRange(cpus, range.strip(), list);
            }
        }
        return cpus;
    }

    private static void addRange(BitSet cpus, String range, String list) {
        int dash = range.indexOf('-');
        int first = number(dash < 0 ? range : range.substring(0, dash), list);
        int last = dash < 0 ? first : number(range.substring(dash + 1), list);
        if (last < first) {
            throw new IllegalArgumentException("CPU list '" + list + "': " + range + " runs backwards");
        }
        cpus.set(first, last + 1);
    }

    private static int number(String digits, String list) {
        boolean valid =
                !digits.isEmpty() && digits.length() <= 9 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!valid) {
            throw new IllegalArgumentException("CPU list '" + list + "': '" + digits + "' is not a number");
        }
        int cpu = Integer.parseInt(digits);
        if (cpu >= Geometry.MAX_CPUS) {
            throw new IllegalArgumentException(
                    "CPU list '" + list + "': CPU " + cpu + " is above " + (Geometry.MAX_CPUS - 1));
        }
        return cpu;
    }

    /** Returns the text of a set. */
    public static String format(BitSet cpus) {
        StringBuilder text = new StringBuilder();
        for (int first = cpus.nextSetBit(0); first >= 0; ) {
            int end = cpus.nextClearBit(first);
            text.append(text.isEmpty() ? "" : ",").append(first);
            if (end - first > 1) {
                text.append('-').append(end - 1);
            }
            first = cpus.nextSetBit(end);
        }
        return text.toString();
    }
}
