package io.ringtail.proto.stream;

import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * A receiver's position in a CPU's ring: enough to resume there later, from this daemon or the next one on the same
 * buffer, with an exact account of the events lost in between.
 *
 * @param subbuf the number of the sub-buffer since the ring was created
 * @param offset the offset in its data where the receiver's events end, in bytes
 * @param events the ring's events that the receiver has received, knows to be lost, or does not want
 * @param dropped the events, dropped for lack of room in the ring, that were reported to the receiver
 * @param notBefore events older than this time in ns are not wanted; 0 for a receiver that has passed them
 */
public record Position(long subbuf, int offset, long events, long dropped, long notBefore) {
    /** The radix of all numbers in the text of a position. */
    public static final int RADIX = 36;

    private static final int FIELDS = 5;

    /** Returns the text by which a {@code /stream} request resumes from this position: for programs, not for people. */
    public String text() {
        return LongStream.of(subbuf, offset, events, dropped, notBefore)
                .mapToObj(value -> Long.toString(value, RADIX))
                .collect(Collectors.joining("."));
    }

    /**
     * Parses a position's text.
     *
     * @throws IllegalArgumentException if the text is malformed; the message does not contain the text
     */
    public static Position parse(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != FIELDS) {
            throw new IllegalArgumentException("a position has " + parts.length + " numbers, not " + FIELDS);
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
            throw new IllegalArgumentException("a position contains a number that is not of base " + RADIX, e);
        }
        throw new IllegalArgumentException("a position contains a negative number");
    }
}
