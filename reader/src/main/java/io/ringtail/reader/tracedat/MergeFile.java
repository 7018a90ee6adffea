package io.ringtail.reader.tracedat;

import io.ringtail.proto.stream.ClockPair;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A file that is merged with others, and what it says of its machine and clock. */
final class MergeFile {
    /** The clocks that are the same for all processes and buffers of a machine. */
    private static final Set<String> OF_THE_MACHINE = Set.of("mono", "mono_raw", "boot", "tai");

    private final String name;
    private final TraceDatReader reader;
    private final FileHead head;
    private final String clock;

    /**
     * Takes a file.
     *
     * @throws TraceDatException if it is of a machine whose pages are only read, or its times are no ns
     */
    MergeFile(String name, TraceDatReader reader) throws TraceDatException {
        this.name = name;
        this.reader = reader;
        this.head = reader.copied();
        this.clock = clock(name, reader, head);
        boolean ns = OF_THE_MACHINE.contains(clock) || reader.timesAreNs();
        if (!ns || head.times.convertsCycles()) {
            throw new TraceDatException(name + " has times of the clock \"" + FileHead.printable(clock)
                    + "\", which cannot be related to others: record with trace-cmd record -C mono");
        }
    }

    /** Returns the clock of the buffers with events, which need not be the top buffer's. */
    private static String clock(String name, TraceDatReader reader, FileHead head) throws TraceDatException {
        List<String> clocks = head.buffers.stream()
                .filter(buffer -> !buffer.cpus().isEmpty())
                .map(FileBuffer::clock)
                .distinct()
                .toList();
        if (clocks.size() > 1) {
            throw new TraceDatException(name + " has buffers of different clocks, " + String.join(", ", clocks)
                    + ": cut it first, with ringtail cut --buffer");
        }
        return clocks.isEmpty() ? reader.head().clock() : clocks.get(0);
    }

    String name() {
        return name;
    }

    TraceDatReader reader() {
        return reader;
    }

    FileHead head() {
        return head;
    }

    String clock() {
        return clock;
    }

    @Nullable
    UUID bootId() {
        return head.origin.bootId();
    }

    /** The machine's name; empty if unknown. */
    String host() {
        return reader.host();
    }

    /** What is added to the times of the file's clock to get the times that it shows, ns. */
    long offset() {
        return head.times.offset();
    }

    /** A moment on the clock of the times shown and on the wall clock; null if the file does not say it. */
    @Nullable
    ClockPair clocks() {
        ClockPair clocks = head.origin.clocks();
        if (head.times.areOfWallClock()) {
            return new ClockPair(1, 1);
        }
        return clocks == null ? null : new ClockPair(clocks.monotonicNs() + offset(), clocks.realtimeNs());
    }

    /**
     * Whether the times of two files are of one clock: of the same boot, or, where a file does not name its boot, of
     * machines of one name at overlapping times.
     *
     * @param claimed whether the user says so, which is believed unless the files name different boots
     */
    boolean hasClockOf(MergeFile other, boolean claimed) throws TraceDatException {
        boolean named = bootId() != null && other.bootId() != null;
        if (named && !Objects.equals(bootId(), other.bootId())) {
            return false;
        }
        if (claimed) {
            return true;
        }
        boolean alike = clock.equals(other.clock) && OF_THE_MACHINE.contains(clock);
        return alike && (named || (!host().isEmpty() && host().equals(other.host()) && overlaps(other)));
    }

    private boolean overlaps(MergeFile other) throws TraceDatException {
        Optional<TimeRange> own = reader.times();
        Optional<TimeRange> others = other.reader.times();
        return own.isEmpty()
                || others.isEmpty()
                || (own.get().first() - offset() <= others.get().last() - other.offset()
                        && others.get().first() - other.offset() <= own.get().last() - offset());
    }
}
