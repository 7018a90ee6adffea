package io.ringtail.proto.stream;

import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * How far a receiver has come in a CPU's ring: enough to go on there later, with this daemon or the next one on the same
 * buffer, and to be told exactly what was lost meanwhile.
 *
 * @param subbuf the number of the sub-buffer since the ring was made
 * @param offset where in its data the receiver's events end, bytes
 * @param events of the ring that the receiver has had, or was told to be lost, or does not want
 * @param dropped events without room in the ring that the receiver was told of
 * @param notBefore events that are older, ns, are not wanted; 0 for a receiver that has passed them
 */
public record Position(long subbuf, int offset, long events, long dropped, long notBefore) {
    /** Of all numbers in texts of positions. */
    public static final int RADIX = 36;

    private static final int FIELDS = 5;

    /** As a {@code /stream} is asked to go on from it: for programs, not for people. */
    public String text() {
        return LongStream.of(subbuf, offset, events, dropped, notBefore)
                .mapToObj(value -> Long.toString(value, RADIX))
                .collect(Collectors.joining("."));
    }

    /**
     * A position from its text.
     *
     * @throws IllegalArgumentException if it is none; the message has not got the text
     */
    public static Position parse(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != FIELDS) {
            throw new IllegalArgumentException("a position of " + parts.length + " numbers: it has " + FIELDS);
        }
        long[] values = new long[FIELDS];
        for (int i = 0; i < FIELDS; i++) {
            values[i] = number(parts[i]);
        }
        if (values[1] > FrameDescriptor.MAX_FRAME || values[1] % Integer.BYTES != 0) {
            throw new IllegalArgumentException("no event ends at byte " + values[1] + " of a sub-buffer");
        }
        return new Position(values[0], (int) values[1], values[2], values[3], values[4]);
    }

    private static long number(String text) {
        try {
            long value = Long.parseLong(text, RADIX);
            if (value >= 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("a position has numbers of base " + RADIX + " alone", e);
        }
        throw new IllegalArgumentException("a position has no negative numbers");
    }
}
