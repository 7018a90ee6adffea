package io.ringtail.daemon.hotplug;

import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.daemon.buffer.BufferFileException;
import io.ringtail.daemon.buffer.ReaderRing;
import io.ringtail.proto.layout.RingGeometry;
import java.util.BitSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces the rings by rings of another size, while writers and readers continue.
 *
 * <pre>
 *   IDLE ──requested──▶ WAITING ──all have mapped──▶ DRAINING ──released──▶ IDLE
 *     ▲                    │
 *     └──refused, late─────┘
 *
 *   requested       the next rings are allocated, initialised and described; the epoch has advanced
 *   all have mapped each client has acknowledged the epoch, or is dead: each ring is closed, and writers go to the next
 *   refused, late   a client cannot map a ring, or has not answered in time: the next rings are given up
 *   released        no reader and no writer uses a closed ring any more: its memory is freed
 * </pre>
 *
 * <p>A ring that a CPU gets later begins with the buffer's first size, and is replaced in the same way. For the
 * conductor's thread only.
 */
public final class RingResize {
    private static final Logger LOG = LoggerFactory.getLogger(RingResize.class);

    private static final long TIME_LIMIT_NS = TimeUnit.SECONDS.toNanos(5);
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long RETRY_NS = TimeUnit.SECONDS.toNanos(5);
    private static final long DRAIN_POLL_NS = TimeUnit.MILLISECONDS.toNanos(100);
    /** How long a closed ring is kept at least: a thread that was about to count a dropped event has done so. */
    private static final long KEPT_NS = TimeUnit.SECONDS.toNanos(1);
    /** How long a writer may owe a closed ring something that no intent shows. */
    private static final long PATIENCE_NS = TimeUnit.MINUTES.toNanos(1);

    private final BufferFile file;
    private final OnlineHandshake handshake;
    private final AttachedClients clients;
    private RingGeometry wanted;
    private final BitSet draining = new BitSet();
    private @Nullable Attempt attempt;
    private long nextDrainNs;
    private long closedNs;
    private long retryNs;
    private boolean retrying;

    private record Attempt(
            BitSet cpus,
            RingGeometry before,
            long epoch,
            long endNs,
            @Nullable CompletableFuture<String> answer) {}

    /** Creates the resizing of one file; adopts what an earlier daemon left, which may have been closed just now. */
    public RingResize(BufferFile file, OnlineHandshake handshake, AttachedClients clients, long nowNs) {
        this.file = file;
        this.handshake = handshake;
        this.clients = clients;
        this.wanted = file.sizes();
        for (int cpu = 0; cpu < file.geometry().possibleCpus(); cpu++) {
            ReaderRing ring = file.ring(cpu);
            draining.set(cpu, ring != null && ring.former() != null);
        }
        closed(nowNs);
    }

    /**
     * Begins to replace all rings by rings of so many sub-buffers.
     *
     * @param answer completed when writers use the new rings, or exceptionally, with a {@link ResizeException}, when the
     *     resize was given up and nothing has changed
     */
    public void request(int subbufs, long nowNs, CompletableFuture<String> answer) {
        RingGeometry before = wanted;
        String obstacle = obstacle();
        if (obstacle != null) {
            answer.completeExceptionally(new ResizeException(obstacle));
            return;
        }
        wanted = file.geometry().ring().withCount(subbufs);
        BitSet cpus = cpusToResize();
        if (cpus.isEmpty()) {
            answer.complete("the rings have " + wanted + " already");
            return;
        }
        begin(cpus, before, nowNs, answer);
    }

    private @Nullable String obstacle() {
        if (attempt != null) {
            return "another resize is under way: try again when it has ended";
        }
        return draining.isEmpty()
                ? null
                : "the rings of CPUs " + CpuList.format(draining) + " before the last resize are still in use, by"
                        + " receivers that have not read them to their end or by writers that have stopped inside an"
                        + " event: try again later";
    }

    private BitSet cpusToResize() {
        BitSet cpus = new BitSet();
        for (int cpu = 0; cpu < file.geometry().possibleCpus(); cpu++) {
            cpus.set(cpu, file.ring(cpu) != null && file.sizes(cpu).subbufCount() != wanted.subbufCount());
        }
        return cpus;
    }

    private void begin(BitSet cpus, RingGeometry before, long nowNs, @Nullable CompletableFuture<String> answer) {
        Attempt begun = new Attempt(cpus, before, 0, nowNs + TIME_LIMIT_NS, answer);
        try {
            file.requireRoom(cpus.cardinality(), wanted);
            for (int cpu = cpus.nextSetBit(0); cpu >= 0; cpu = cpus.nextSetBit(cpu + 1)) {
                file.prepareNext(cpu, wanted);
            }
        } catch (BufferFileException e) {
            cpus.stream().forEach(file::withdraw);
            giveUp(begun, nowNs, String.valueOf(e.getMessage()));
            return;
        }
        attempt = new Attempt(cpus, before, handshake.announceAgain(cpus), begun.endNs, answer);
    }

    private void giveUp(Attempt given, long nowNs, String reason) {
        attempt = null;
        retryNs = nowNs + RETRY_NS;
        retrying = given.answer == null;
        if (given.answer == null) {
            LOG.warn("CPUs {} keep rings of another size for now: {}", CpuList.format(given.cpus), reason);
        } else {
            wanted = given.before;
            LOG.warn("the rings keep their size: {}", reason);
            given.answer.completeExceptionally(new ResizeException(reason));
        }
    }

    /**
     * Progresses as far as possible without waiting.
     *
     * @return the number of steps made
     */
    public int doWork(long nowNs) {
        Attempt waiting = attempt;
        int steps = waiting == null ? resizeNewcomers(nowNs) : await(waiting, nowNs);
        return steps + drain(nowNs);
    }

    /** Replaces the rings of CPUs that have come online with the buffer's first size. */
    private int resizeNewcomers(long nowNs) {
        if (!draining.isEmpty() || (retrying && nowNs - retryNs < 0)) {
            return 0;
        }
        BitSet cpus = cpusToResize();
        if (!cpus.isEmpty()) {
            begin(cpus, wanted, nowNs, null);
        }
        return cpus.cardinality();
    }

    private int await(Attempt waiting, long nowNs) {
        BitSet unanswered = clients.unanswered(waiting.epoch);
        if (!unanswered.isEmpty()) {
            if (nowNs - waiting.endNs < 0) {
                return 0;
            }
            withdraw(
                    waiting,
                    nowNs,
                    clients.describe(unanswered.nextSetBit(0)) + " has not mapped the new rings within "
                            + TimeUnit.NANOSECONDS.toSeconds(TIME_LIMIT_NS)
                            + " s: continue or end it, then try again");
            return 1;
        }
        for (int cpu = waiting.cpus.nextSetBit(0); cpu >= 0; cpu = waiting.cpus.nextSetBit(cpu + 1)) {
            int refusing = clients.refusing(cpu);
            if (refusing >= 0) {
                withdraw(waiting, nowNs, clients.describe(refusing) + " cannot map the new ring of CPU " + cpu);
                return 1;
            }
        }
        turn(waiting, nowNs);
        return 1;
    }

    private void withdraw(Attempt given, long nowNs, String reason) {
        given.cpus.stream().forEach(file::withdraw);
        // A client that has refused finds nothing to refuse any more.
        handshake.announceAgain(given.cpus);
        giveUp(given, nowNs, reason);
    }

    private void turn(Attempt done, long nowNs) {
        attempt = null;
        retrying = false;
        closed(nowNs);
        for (int cpu = done.cpus.nextSetBit(0); cpu >= 0; cpu = done.cpus.nextSetBit(cpu + 1)) {
            try {
                file.turn(cpu);
                draining.set(cpu);
            } catch (BufferFileException e) {
                file.withdraw(cpu);
                LOG.error("CPU {} keeps its ring: {}", cpu, e.getMessage());
            }
        }
        LOG.info("the rings of CPUs {} now have {}", CpuList.format(done.cpus), wanted);
        if (done.answer != null) {
            done.answer.complete("the rings now have " + wanted);
        }
    }

    private void closed(long nowNs) {
        closedNs = nowNs;
        nextDrainNs = nowNs + KEPT_NS;
    }

    private int drain(long nowNs) {
        if (draining.isEmpty() || nowNs - nextDrainNs < 0) {
            return 0;
        }
        nextDrainNs = nowNs + DRAIN_POLL_NS;
        boolean waited = nowNs - closedNs > PATIENCE_NS;
        int before = draining.cardinality();
        draining.stream().filter(cpu -> file.releaseFormer(cpu, waited)).forEach(draining::clear);
        return before - draining.cardinality();
    }

    /** Returns how long the conductor may sleep, in ns. */
    public long leftNs(long nowNs) {
        if (attempt != null) {
            return POLL_NS;
        }
        return draining.isEmpty() ? Long.MAX_VALUE : Math.max(0, nextDrainNs - nowNs);
    }
}
