package io.ringtail.daemon.feed;

import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.daemon.buffer.ReaderRing;
import io.ringtail.daemon.buffer.RingReader;
import io.ringtail.daemon.buffer.StartAt;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.stream.Position;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The CPUs that a feed reads; CPUs that come online while it runs join it. */
final class CpuFeeds implements AutoCloseable {
    private final BufferFile buffer;
    private final FeedOptions options;
    private final BitSet missing;
    private final List<CpuFeed> feeds = new ArrayList<>();
    /** Of a receiver for which rings wait: it has to be known to a new ring before it next takes something. */
    private final @Nullable NewReaders arriving;

    CpuFeeds(BufferFile buffer, FeedOptions options) {
        this.buffer = buffer;
        this.options = options;
        this.missing = (BitSet) options.cpus().clone();
        boolean awaited = options.lossless() && buffer.geometry().mode() == BufferMode.DISCARD;
        this.arriving = awaited ? new NewReaders(buffer.rings(), options.cpus()) : null;
        try {
            if (arriving == null) {
                joinPresent(this::open, cpuFeed -> {});
            } else {
                arriving.begin().forEach(ring -> add(ring.cpu(), open(ring)));
            }
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private void joinPresent(Function<ReaderRing, RingReader> opener, Consumer<CpuFeed> joined) {
        for (int cpu = missing.nextSetBit(0); cpu >= 0; cpu = missing.nextSetBit(cpu + 1)) {
            ReaderRing ring = buffer.ring(cpu);
            if (ring != null) {
                joined.accept(add(cpu, opener.apply(ring)));
            }
        }
    }

    /**
     * Opens new rings at their first event; events dropped from a ring before it was opened are reported as lost. Must
     * be called after a poll and before its page is sent, so that the receiver first learns of any ring in which an
     * event was written before one of that page.
     */
    void joinNew(Consumer<CpuFeed> joined) {
        if (arriving != null) {
            arriving.takeAll((reader, cpu) -> joined.accept(add(cpu, reader)));
        } else if (!missing.isEmpty()) {
            joinPresent(this::openNew, joined);
        }
    }

    private CpuFeed add(int cpu, RingReader reader) {
        missing.clear(cpu);
        CpuFeed cpuFeed = new CpuFeed(cpu, reader, buffer.online(cpu), options.askedNs());
        feeds.add(cpuFeed);
        return cpuFeed;
    }

    /** Opens a reader of a ring that came online after this feed began, whether its receiver has resumed or not. */
    private RingReader openNew(ReaderRing ring) {
        return ring.openReader(StartAt.BEGINNING, options.lossless());
    }

    /**
     * Opens a reader. For a receiver that resumes without a position in this CPU, the CPU came online during its
     * absence.
     */
    private RingReader open(ReaderRing ring) {
        Map<Integer, Position> after = options.after();
        return after == null ? options.begin(ring) : ring.openReturning(after.get(ring.cpu()), options.lossless());
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
        long nowNs = System.nanoTime();
        feeds.forEach(cpuFeed -> cpuFeed.reader().lastTaken(nowNs));
        if (arriving != null) {
            arriving.stillTaking();
        }
    }

    /** Notes that the feed is drained and will poll again later. */
    void nextTurn() {
        feeds.forEach(CpuFeed::nextTurn);
    }

    /** Whether everything that was there when each CPU was polled last has been passed on. */
    boolean haveAll() {
        for (int i = 0; i < feeds.size(); i++) {
            if (!feeds.get(i).hasAll()) {
                return false;
            }
        }
        return true;
    }

    /** Whether something has been reserved in a ring after what has been read of it; looks at the rings. */
    boolean hasMore() {
        for (int i = 0; i < feeds.size(); i++) {
            if (feeds.get(i).reader().hasMore()) {
                return true;
            }
        }
        return false;
    }

    boolean allFinished() {
        return feeds.stream().allMatch(CpuFeed::isFinished);
    }

    @Override
    public void close() {
        feeds.forEach(CpuFeed::close);
        feeds.clear();
        missing.clear();
        if (arriving != null) {
            arriving.close();
        }
    }
}
