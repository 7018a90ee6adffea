package io.ringtail.daemon.feed;

import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.daemon.buffer.ReaderRing;
import io.ringtail.daemon.buffer.RingReader;
import io.ringtail.daemon.buffer.StartAt;
import io.ringtail.proto.stream.Position;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** The CPUs that a feed reads; CPUs that come online while it runs join it. */
final class CpuFeeds implements AutoCloseable {
    private final BufferFile buffer;
    private final FeedOptions options;
    private final BitSet missing;
    private final List<CpuFeed> feeds = new ArrayList<>();

    CpuFeeds(BufferFile buffer, FeedOptions options) {
        this.buffer = buffer;
        this.options = options;
        this.missing = (BitSet) options.cpus().clone();
        join(options::begin, cpuFeed -> {});
    }

    /**
     * Opens new rings at their first event; events dropped from a ring before it was opened are reported as lost. Must
     * be called after a poll and before its page is sent, so that the receiver first learns of any ring in which an
     * event was written before one of that page.
     */
    void joinNew(Consumer<CpuFeed> joined) {
        if (!missing.isEmpty()) {
            join(ring -> ring.openReader(StartAt.BEGINNING, options.lossless()), joined);
        }
    }

    private void join(Function<ReaderRing, RingReader> start, Consumer<CpuFeed> joined) {
        for (int cpu = missing.nextSetBit(0); cpu >= 0; cpu = missing.nextSetBit(cpu + 1)) {
            ReaderRing ring = buffer.ring(cpu);
            if (ring != null) {
                missing.clear(cpu);
                CpuFeed cpuFeed = new CpuFeed(cpu, open(ring, start), buffer.online(cpu), options.askedNs());
                feeds.add(cpuFeed);
                joined.accept(cpuFeed);
            }
        }
    }

    /**
     * Opens a reader. For a receiver that resumes without a position in this CPU, the CPU came online during its
     * absence.
     */
    private RingReader open(ReaderRing ring, Function<ReaderRing, RingReader> start) {
        Map<Integer, Position> after = options.after();
        if (after == null) {
            return start.apply(ring);
        }
        return ring.openReturning(after.get(ring.cpu()), options.lossless());
    }

    /**
     * The feeds, the one furthest behind in time first. Polling in this order keeps CPUs abreast of each other, however
     * different their rates, so a receiver that merges them by time has little to hold back.
     */
    List<CpuFeed> furthestBehindFirst() {
        feeds.sort(Comparator.comparingLong(CpuFeed::progressNs));
        return feeds;
    }

    List<CpuFeed> all() {
        return feeds;
    }

    /** The CPUs that the receiver wants, whether they have a ring or not. */
    BitSet wanted() {
        return options.cpus();
    }

    /** The longest time that the receiver may rest. */
    Rest longestRest() {
        return Rest.LONG.atMost(options.mostRestNs(buffer.geometry().mode()));
    }

    /**
     * Notes that the receiver still accepts pages: while it slowly takes one CPU's pages, it has not stalled on the
     * others.
     */
    void stillTaking() {
        feeds.forEach(cpuFeed -> cpuFeed.reader().stillTaking());
    }

    /** Notes that the feed is drained and will poll again later. */
    void nextTurn() {
        feeds.forEach(CpuFeed::nextTurn);
    }

    boolean allFinished() {
        return feeds.stream().allMatch(CpuFeed::isFinished);
    }

    @Override
    public void close() {
        feeds.forEach(CpuFeed::close);
        feeds.clear();
        missing.clear();
    }
}
