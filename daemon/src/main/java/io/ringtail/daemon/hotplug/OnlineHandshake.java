package io.ringtail.daemon.hotplug;

import io.ringtail.client.barrier.ProcessBarrier;
import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.daemon.buffer.BufferFileException;
import io.ringtail.proto.layout.HeaderDescriptor;
import java.lang.invoke.VarHandle;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The protocol by which CPUs come online: prepare, wait for the clients, publish.
 *
 * <pre>
 *   IDLE     --a CPU is wanted; the daemon prepares it, moves the epoch, rings-->      WAITING
 *   WAITING  --every record answered or is dead, or the time limit has passed-->       ANSWERED
 *   ANSWERED --the barrier was executed in every registered process; mask bits set-->  IDLE
 * </pre>
 *
 * <p>All CPUs that are wanted at one moment go through one epoch together. Whatever fails leaves its CPU offline and
 * everything else going on. Never blocks; driven by the conductor, for its thread only.
 */
public final class OnlineHandshake {
    private static final Logger LOG = LoggerFactory.getLogger(OnlineHandshake.class);
    private static final long TIME_LIMIT_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long RETRY_NS = TimeUnit.SECONDS.toNanos(5);

    private enum State {
        IDLE,
        WAITING,
        ANSWERED
    }

    private final BufferFile file;
    private final AttachedClients clients;
    private final Announcements announcements;
    private final ProcessBarrier barrier;
    private final OnlineMask online;
    private final BitSet wanted = new BitSet();
    private final BitSet failed = new BitSet();
    private final BitSet reported = new BitSet();
    private State state = State.IDLE;
    private BitSet round = new BitSet();
    private long epoch;
    private long deadlineNs;
    private long retryNs;

    /**
     * A handshake over one file.
     *
     * @param announcements by which clients hear of it
     * @param barrier the daemon's own, registered before the first client is
     */
    public OnlineHandshake(
            BufferFile file, AttachedClients clients, Announcements announcements, ProcessBarrier barrier) {
        this.file = file;
        this.clients = clients;
        this.announcements = announcements;
        this.barrier = barrier;
        this.online = new OnlineMask(file.metadata());
        this.epoch = file.metadata().getLong(HeaderDescriptor.EPOCH_OFFSET);
    }

    /** Asks for a CPU; nothing happens if it is impossible, or online already. */
    public void want(int cpu) {
        if (cpu >= 0 && cpu < file.geometry().possibleCpus() && !online.get(cpu)) {
            wanted.set(cpu);
        }
    }

    /** Takes a CPU out of the online mask; its ring stays. */
    public void offline(int cpu) {
        wanted.clear(cpu);
        round.clear(cpu);
        if (online.get(cpu)) {
            online.clear(cpu);
            announcements.offline(cpu);
        }
    }

    /** The CPUs in the online mask. */
    public BitSet online() {
        return online.copy();
    }

    /**
     * Goes on as far as it can without waiting.
     *
     * @return how many steps were made
     */
    public int doWork(long nowNs) {
        return switch (state) {
            case IDLE -> prepare(nowNs);
            case WAITING -> await(nowNs);
            case ANSWERED -> publish();
        };
    }

    private int prepare(long nowNs) {
        retryFailed(nowNs);
        if (wanted.isEmpty()) {
            return 0;
        }
        round = new BitSet();
        for (int cpu = wanted.nextSetBit(0); cpu >= 0; cpu = wanted.nextSetBit(cpu + 1)) {
            if (prepare(cpu, nowNs)) {
                round.set(cpu);
            }
        }
        wanted.clear();
        if (!round.isEmpty()) {
            announce(nowNs);
        }
        return 1;
    }

    private boolean prepare(int cpu, long nowNs) {
        if (failed.get(cpu)) {
            return false;
        }
        try {
            file.prepare(cpu);
            reported.clear(cpu);
            return true;
        } catch (BufferFileException e) {
            failed.set(cpu);
            retryNs = nowNs + RETRY_NS;
            reportOnce(cpu, e);
            return false;
        }
    }

    private void reportOnce(int cpu, BufferFileException e) {
        if (!reported.get(cpu)) {
            reported.set(cpu);
            LOG.error("CPU {} stays offline, its events go to other CPUs' rings: {}", cpu, e.getMessage());
        }
    }

    private void retryFailed(long nowNs) {
        if (!failed.isEmpty() && nowNs - retryNs >= 0) {
            failed.clear();
        }
    }

    private void announce(long nowNs) {
        epoch++;
        file.metadata().putLongRelease(HeaderDescriptor.EPOCH_OFFSET, epoch);
        announcements.prepared(round, epoch);
        // A client that is granted a record after the scan below has then seen the new epoch.
        VarHandle.fullFence();
        deadlineNs = nowNs + TIME_LIMIT_NS;
        state = State.WAITING;
    }

    private int await(long nowNs) {
        BitSet unanswered = clients.unanswered(epoch, round);
        if (!unanswered.isEmpty()) {
            if (nowNs - deadlineNs < 0) {
                return 0;
            }
            LOG.warn(
                    "publishing CPUs {} though clients {} did not answer within {} ms: they use other rings until they do",
                    CpuList.format(round),
                    unanswered,
                    TimeUnit.NANOSECONDS.toMillis(TIME_LIMIT_NS));
        }
        state = State.ANSWERED;
        return 1 + publish();
    }

    private int publish() {
        if (!barrier.acrossRegistered()) {
            return 0;
        }
        VarHandle.releaseFence();
        round.stream().forEach(online::set);
        if (!round.isEmpty()) {
            announcements.online(round, epoch);
        }
        LOG.info("CPUs {} are online, epoch {}", CpuList.format(round), epoch);
        state = State.IDLE;
        return 1;
    }
}
