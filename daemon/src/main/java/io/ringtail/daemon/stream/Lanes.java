package io.ringtail.daemon.stream;

import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.daemon.buffer.Ring;
import io.ringtail.daemon.buffer.StartAt;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The CPUs that a feed reads, in turn; CPUs that come online while it runs join it. */
final class Lanes implements AutoCloseable {
    private final BufferFile buffer;
    private final FeedOptions options;
    private final BitSet missing;
    private final List<Lane> lanes = new ArrayList<>();
    private int turn;

    Lanes(BufferFile buffer, FeedOptions options) {
        this.buffer = buffer;
        this.options = options;
        this.missing = (BitSet) options.cpus().clone();
        join(options.oldest(), lane -> {});
    }

    /**
     * Opens the rings that have appeared, from their first event on. To be called after a poll and before its page is
     * sent: a ring in which an event was written before one of that page is then known to the receiver first.
     */
    void joinNew(Consumer<Lane> joined) {
        if (!missing.isEmpty()) {
            join(true, joined);
        }
    }

    private void join(boolean oldest, Consumer<Lane> joined) {
        for (int cpu = missing.nextSetBit(0); cpu >= 0; cpu = missing.nextSetBit(cpu + 1)) {
            Ring ring = buffer.ring(cpu);
            if (ring != null) {
                missing.clear(cpu);
                Lane lane = new Lane(
                        cpu,
                        ring.openReader(oldest ? StartAt.OLDEST : StartAt.NOW, options.lossless()),
                        buffer.online(cpu),
                        options.askedNs());
                lanes.add(lane);
                joined.accept(lane);
            }
        }
    }

    /** The lane whose turn it is; null without any. */
    @Nullable
    Lane next() {
        if (lanes.isEmpty()) {
            return null;
        }
        turn = turn + 1 < lanes.size() ? turn + 1 : 0;
        return lanes.get(turn);
    }

    List<Lane> all() {
        return lanes;
    }

    int size() {
        return lanes.size();
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
