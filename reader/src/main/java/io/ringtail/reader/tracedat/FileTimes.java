package io.ringtail.reader.tracedat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The conversions from the times in a file's pages to the times shown, as its options describe them: a guest's clock to
 * its host's, then cycles to nanoseconds, then an offset.
 */
final class FileTimes {
    private static final long NS_PER_US = 1000;
    private static final int INTERPOLATE = 1;
    private static final int TSC_LENGTH = 2 * Integer.BYTES + Long.BYTES;
    private static final int SHIFT_HEAD = Long.BYTES + 2 * Integer.BYTES;

    private List<TimeSamples> samples = List.of();
    private boolean interpolated;
    private long multiplier;
    private int shift;
    private long offset;
    private boolean ofWallClock;

    /** Returns the time shown for an event of a CPU. */
    long shown(long time, int cpu) {
        long shown = cpu < samples.size() ? samples.get(cpu).host(time, interpolated) : time;
        if (multiplier != 0) {
            shown = nanoseconds(shown);
        }
        return shown + offset;
    }

    /** Multiplies all 64 bits by a number of 32, and shifts the product of up to 96. */
    private long nanoseconds(long cycles) {
        long low = ((cycles & 0xffff_ffffL) * multiplier) >>> shift;
        long high = (cycles >>> Integer.SIZE) * multiplier;
        return low + (shift <= Integer.SIZE ? high << (Integer.SIZE - shift) : high >>> (shift - Integer.SIZE));
    }

    /** Whether an option says how cycles become nanoseconds. */
    boolean convertsCycles() {
        return multiplier != 0;
    }

    /** Whether an option says that the times shown are those of the wall clock. */
    boolean areOfWallClock() {
        return ofWallClock;
    }

    /** What is added to times, after they are ns of the trace's clock. */
    long offset() {
        return offset;
    }

    /** Adds to all times that are shown from now on, ns. */
    void shift(long ns) {
        offset += ns;
    }

    /** DATE and OFFSET: a number of µs, and of ns; in decimal, or in hexadecimal after {@code 0x}. */
    void addOffset(byte[] option, boolean isDate) {
        String text =
                new String(option, StandardCharsets.US_ASCII).replace("\0", "").strip();
        offset += Long.decode(text) * (isDate ? NS_PER_US : 1);
        ofWallClock |= isDate;
    }

    /** TSC2NSEC: u32 multiplier, u32 shift, u64 offset, which trace-cmd ignores, too. */
    void setCycles(ByteBuffer option) {
        if (option.remaining() >= TSC_LENGTH) {
            multiplier = Integer.toUnsignedLong(option.getInt());
            shift = option.getInt() & (Long.SIZE - 1);
        }
    }

    /**
     * TIME_SHIFT: u64 the peer's id, u32 flags, u32 CPUs; of each u32 samples, the u64 of their times, of their offsets
     * and of their scalings; and, if the host wrote them, of each CPU the u64 of the fractions.
     */
    void setSamples(ByteBuffer option) {
        if (option.remaining() < SHIFT_HEAD) {
            return;
        }
        option.getLong();
        interpolated = (option.getInt() & INTERPOLATE) != 0;
        int cpus = option.getInt();
        List<TimeSamples> read = new ArrayList<>();
        for (int cpu = 0; cpu < cpus && option.remaining() >= Integer.BYTES; cpu++) {
            int count = count(option);
            read.add(
                    new TimeSamples(longs(option, count), longs(option, count), longs(option, count), new long[count]));
        }
        samples = read.stream()
                .map(cpu -> option.remaining() / Long.BYTES >= cpu.count()
                        ? cpu.withFractions(longs(option, cpu.count()))
                        : cpu)
                .toList();
    }

    private static int count(ByteBuffer option) {
        int count = option.getInt();
        if (count < 0 || (long) count * 3 * Long.BYTES > option.remaining()) {
            throw new IllegalArgumentException(
                    Integer.toUnsignedString(count) + " samples in " + option.remaining() + " bytes");
        }
        return count;
    }

    private static long[] longs(ByteBuffer option, int count) {
        long[] values = new long[count];
        for (int i = 0; i < count; i++) {
            values[i] = option.getLong();
        }
        return values;
    }
}
