package io.ringtail.daemon.stream;

import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.daemon.buffer.Ring;
import io.ringtail.daemon.buffer.RingReader;
import io.ringtail.daemon.buffer.StartAt;
import io.ringtail.proto.stream.Position;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The CPUs that a feed reads; CPUs that come online while it runs join it. */
final class Lanes implements AutoCloseable {
    private final BufferFile buffer;
    private final FeedOptions options;
    private final BitSet missing;
    private final List<Lane> lanes = new ArrayList<>();

    Lanes(BufferFile buffer, FeedOptions options) {
        this.buffer = buffer;
        this.options = options;
        this.missing = (BitSet) options.cpus().clone();
        join(options.oldest() ? StartAt.OLDEST : StartAt.NOW, lane -> {});
    }

    /**
     * Opens the rings that have appeared, from their first event on: what had no room in one before it was opened is told
     * as lost. To be called after a poll and before its page is sent: a ring in which an event was written before one of
     * that page is then known to the receiver first.
     */
    void joinNew(Consumer<Lane> joined) {
        if (!missing.isEmpty()) {
            join(StartAt.BEGINNING, joined);
        }
    }

    private void join(StartAt start, Consumer<Lane> joined) {
        for (int cpu = missing.nextSetBit(0); cpu >= 0; cpu = missing.nextSetBit(cpu + 1)) {
            Ring ring = buffer.ring(cpu);
            if (ring != null) {
                missing.clear(cpu);
                Lane lane = new Lane(cpu, open(ring, start), buffer.online(cpu), options.askedNs());
                lanes.add(lane);
                joined.accept(lane);
            }
        }
    }

    /** A CPU that a receiver which goes on has not been in came online while it was away. */
    private RingReader open(Ring ring, StartAt start) {
        Map<Integer, Position> after = options.after();
        if (after == null) {
            return ring.openReader(start, options.lossless());
        }
        Position position = after.get(ring.cpu());
        return position == null
                ? ring.openReader(StartAt.BEGINNING, options.lossless())
                : ring.openReader(position, options.lossless());
    }

    /**
     * The lanes, the one furthest behind in time first. Who polls them in this order keeps CPUs abreast of each other,
     * however different their rates: a receiver that puts them into one order of time has little to hold back.
     */
    List<Lane> furthestBehindFirst() {
        lanes.sort(Comparator.comparingLong(Lane::progressNs));
        return lanes;
    }

    List<Lane> all() {
        return lanes;
    }

    /** The receiver takes what it gets: one that takes another CPU's pages slowly has not stalled on any. */
    void stillTaking() {
        lanes.forEach(lane -> lane.reader().stillTaking());
    }

    /** The feed has sent what there is, and looks again later. */
    void nextTurn() {
        lanes.forEach(Lane::nextTurn);
    }

    boolean allFinished() {
        return lanes.stream().allMatch(Lane::isFinished);
    }

    @Override
    public void close() {
        lanes.forEach(Lane::close);
        lanes.clear();
        missing.clear();
    }
}
