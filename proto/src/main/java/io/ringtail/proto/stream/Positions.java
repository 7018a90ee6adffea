package io.ringtail.proto.stream;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A receiver's positions on all CPUs of a buffer: the value of {@code after=}, by which a {@code /stream} request
 * resumes. Its text is {@code BUFFER:CPU.POSITION,…}, with {@link Position#text()} for each position.
 *
 * @param buffer the creation time of the buffer, which tells whether a daemon still has it
 * @param byCpu the position on each CPU, in the order of their numbers; a CPU without one is read from its start
 */
public record Positions(long buffer, Map<Integer, Position> byCpu) {
    /** Copies the map. */
    public Positions {
        byCpu = new TreeMap<>(byCpu);
    }

    /** Returns the text by which a {@code /stream} request resumes from these positions. */
    public String text() {
        return byCpu.entrySet().stream()
                .map(cpu -> cpu.getKey() + "." + cpu.getValue().text())
                .collect(Collectors.joining(",", Long.toString(buffer, Position.RADIX) + ":", ""));
    }

    /**
     * Parses the text of positions.
     *
     * @throws IllegalArgumentException if the text is malformed; the message contains at most one CPU number of it
     */
    public static Positions parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("expected BUFFER:CPU.POSITION,...");
        }
        Map<Integer, Position> positions = new TreeMap<>();
        for (String one : text.substring(colon + 1).split(",", -1)) {
            if (!one.isEmpty()) {
                add(positions, one);
            }
        }
        return new Positions(buffer(text.substring(0, colon)), positions);
    }

    private static long buffer(String text) {
        try {
            return Long.parseLong(text, Position.RADIX);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("the buffer is not a number of base " + Position.RADIX, e);
        }
    }

    private static void add(Map<Integer, Position> positions, String text) {
        int dot = text.indexOf('.');
        int cpu = cpu(dot < 0 ? text : text.substring(0, dot));
        if (dot < 0) {
            throw new IllegalArgumentException("CPU " + cpu + " has no position: expected CPU.POSITION");
        }
        if (positions.put(cpu, Position.parse(text.substring(dot + 1))) != null) {
            throw new IllegalArgumentException("CPU " + cpu + " is given more than once");
        }
    }

    private static int cpu(String text) {
        try {
            int cpu = Integer.parseInt(text);
            if (cpu >= 0) {
                return cpu;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("a CPU is not a number: expected CPU.POSITION", e);
        }
        throw new IllegalArgumentException("a CPU number is negative");
    }
}
