package io.ringtail.daemon.hotplug;

import io.ringtail.client.barrier.ProcessBarrier;
import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.daemon.buffer.BufferFileException;
import io.ringtail.proto.layout.HeaderDescriptor;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.agrona.concurrent.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The protocol by which CPUs come online: prepare, announce, wait for the clients, execute a barrier, publish.
 *
 * <p>It drives each CPU's {@link CpuLifecycle}. CPUs that are wanted at the same moment pass through one epoch
 * together, as a round; a waiting round does not delay others. Any failure leaves its CPU offline and everything else
 * running. Never blocks; driven by the conductor and for its thread only, except {@link #status} and {@link #counts}.
 */
public final class OnlineHandshake {
    private static final Logger LOG = LoggerFactory.getLogger(OnlineHandshake.class);
    private static final long BARRIER_RETRY_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final BufferFile file;
    private final AttachedClients clients;
    private final Announcements announcements;
    private final ProcessBarrier barrier;
    private final NanoClock clock;
    private final OnlineMask online;
    private final CpuLifecycle[] cpus;
    private final List<Round> rounds = new ArrayList<>();
    private volatile HandshakeCounts counts = HandshakeCounts.NONE;
    private volatile HandshakeTimes times = HandshakeTimes.NONE;
    private long epoch;
    private long nowNs;

    /**
     * Creates a handshake for one file; adopts the CPUs that are online there.
     *
     * @param announcements notifies the clients
     * @param barrier the daemon's own, registered before the first client is
     * @param clock measures how long a CPU takes to come online
     */
    public OnlineHandshake(
            BufferFile file,
            AttachedClients clients,
            Announcements announcements,
            ProcessBarrier barrier,
            NanoClock clock) {
        this.file = file;
        this.clients = clients;
        this.announcements = announcements;
        this.barrier = barrier;
        this.clock = clock;
        this.epoch = file.metadata().getLong(HeaderDescriptor.EPOCH_OFFSET);
        this.cpus = IntStream.range(0, file.geometry().possibleCpus())
                .mapToObj(CpuLifecycle::new)
                .toArray(CpuLifecycle[]::new);
        BitSet prepared = new BitSet();
        for (CpuLifecycle cpu : cpus) {
            prepared.set(cpu.cpu(), file.ring(cpu.cpu()) != null);
        }
        this.online = new OnlineMask(file.metadata(), prepared);
        prepared.stream().forEach(cpu -> cpus[cpu].adopt(online.get(cpu)));
    }

    /** Requests a CPU; does nothing if it is impossible, online, or on its way. */
    public void want(int cpu) {
        if (cpu >= 0 && cpu < cpus.length) {
            cpus[cpu].want();
        }
    }

    /** Takes a CPU out of the online mask; its ring remains. */
    public void offline(int cpu) {
        if (cpu < 0 || cpu >= cpus.length) {
            return;
        }
        rounds.forEach(round -> round.cpus().clear(cpu));
        cpus[cpu].gone();
        if (online.get(cpu)) {
            online.clear(cpu);
            announcements.offline(cpu);
            LOG.info("CPU {} is offline: its ring remains", cpu);
        }
    }

    /**
     * Restores the online mask and the epoch if another process has changed them. It sets no unpublished bit: a CPU
     * that is on its way gets its bit from its own round.
     *
     * @return the number of words restored
     */
    public int heal() {
        int healed = online.heal();
        if (file.metadata().getLongOpaque(HeaderDescriptor.EPOCH_OFFSET) != epoch) {
            file.metadata().putLongRelease(HeaderDescriptor.EPOCH_OFFSET, epoch);
            healed++;
        }
        return healed;
    }

    /** Returns the CPUs in the online mask. */
    public BitSet online() {
        return online.copy();
    }

    /** Returns the status of a possible CPU; for any thread. */
    public CpuStatus status(int cpu) {
        return cpus[cpu].status();
    }

    /** Returns the outcomes of handshakes; for any thread. */
    public HandshakeCounts counts() {
        return counts;
    }

    /** Returns how long handshakes took; for any thread. */
    public HandshakeTimes times() {
        return times;
    }

    /**
     * Progresses as far as possible without waiting.
     *
     * @return the number of steps made
     */
    public int doWork(long timeNs) {
        nowNs = timeNs;
        int steps = retry() + prepare() + await() + publish();
        announcements.wake();
        return steps;
    }

    /** Returns how long the conductor may sleep, in ns: until a failed CPU is retried, or answers are checked again. */
    public long leftNs(long timeNs) {
        long leftNs = Long.MAX_VALUE;
        for (CpuLifecycle cpu : cpus) {
            switch (cpu.state()) {
                case PREPARING -> leftNs = 0;
                case SYNCHRONISED -> leftNs = Math.min(leftNs, BARRIER_RETRY_NS);
                case FAILED -> leftNs = Math.min(leftNs, cpu.untilRetryNs(timeNs));
                default -> {}
            }
        }
        for (Round round : rounds) {
            leftNs = Math.min(leftNs, round.pauseNs(timeNs));
        }
        return leftNs;
    }

    private int retry() {
        int steps = 0;
        for (CpuLifecycle cpu : cpus) {
            steps += cpu.retry(nowNs) ? 1 : 0;
        }
        return steps;
    }

    private int prepare() {
        BitSet wanted = in(CpuState.PREPARING);
        BitSet prepared = new BitSet();
        wanted.stream().filter(cpu -> prepare(cpus[cpu])).forEach(prepared::set);
        if (!prepared.isEmpty()) {
            announce(prepared);
        }
        return wanted.cardinality();
    }

    private boolean prepare(CpuLifecycle cpu) {
        try {
            cpu.starts(clock.nanoTime());
            file.prepare(cpu.cpu());
            return true;
        } catch (BufferFileException e) {
            fail(cpu, String.valueOf(e.getMessage()));
            return false;
        }
    }

    private void announce(BitSet prepared) {
        long begun = announceAgain(prepared);
        prepared.stream().forEach(cpu -> cpus[cpu].announced(begun));
        rounds.add(new Round(begun, prepared, nowNs));
    }

    /**
     * Makes the clients read the descriptors of prepared CPUs, which have changed: each acknowledges the new epoch once
     * it has mapped what they describe.
     *
     * @return the epoch
     */
    long announceAgain(BitSet prepared) {
        epoch++;
        file.metadata().putLongRelease(HeaderDescriptor.EPOCH_OFFSET, epoch);
        announcements.prepared(prepared, epoch);
        // A client that is granted a record after the scan that follows has therefore seen the new epoch.
        VarHandle.fullFence();
        return epoch;
    }

    private int await() {
        int before = rounds.size();
        rounds.removeIf(round -> round.cpus().isEmpty());
        for (Round round : List.copyOf(rounds)) {
            if (isOver(round)) {
                rounds.remove(round);
                round.cpus().stream().forEach(cpu -> conclude(cpus[cpu]));
            }
        }
        return before - rounds.size();
    }

    private boolean isOver(Round round) {
        BitSet unanswered = clients.unanswered(round.epoch());
        if (barrier.isRegistered()) {
            // The barrier makes the region that they have mapped visible to them.
            unanswered.andNot(clients.mappedAhead());
        }
        if (unanswered.isEmpty()) {
            return true;
        }
        int first = unanswered.nextSetBit(0);
        if (round.waitsFor(first)) {
            WaitedClient client = clients.describe(first);
            round.cpus().stream().forEach(cpu -> cpus[cpu].waitingFor(client));
        }
        return round.isLate(nowNs) && passOver(round, unanswered);
    }

    /**
     * Skips late clients only if the barrier reaches them: they then find the mask bit without a ring, which is safe.
     */
    private boolean passOver(Round round, BitSet unanswered) {
        boolean reached = barrier.isRegistered() && clients.areRegistered(unanswered);
        if (round.reportOnce()) {
            LOG.warn(
                    "CPUs {} {}: no answer for {} ms from {}",
                    CpuList.format(round.cpus()),
                    reached
                            ? "come online without some clients, whose events go to other rings until they answer"
                            : "keep waiting for clients without membarrier, which must answer or end",
                    round.waitedMs(nowNs),
                    unanswered.stream().mapToObj(clients::describe).toList());
            counts = reached ? counts : counts.plusHeld();
        }
        counts = reached ? counts.plusPassedOver() : counts;
        return reached;
    }

    private void conclude(CpuLifecycle cpu) {
        int refusing = clients.refusing(cpu.cpu());
        if (refusing < 0) {
            cpu.synchronised();
        } else {
            counts = counts.plusRefused();
            fail(cpu, clients.describe(refusing) + " cannot map its ring");
        }
    }

    private void fail(CpuLifecycle cpu, String reason) {
        counts = counts.plusFailed();
        if (cpu.failed(reason, nowNs)) {
            LOG.error("CPU {} stays offline, its events go to other CPUs' rings: {}", cpu.cpu(), reason);
        }
    }

    private int publish() {
        BitSet ready = in(CpuState.SYNCHRONISED);
        if (ready.isEmpty() || !barrier.acrossRegistered()) {
            return 0;
        }
        VarHandle.releaseFence();
        long timeNs = clock.nanoTime();
        ready.stream().forEach(cpu -> {
            online.set(cpu);
            cpus[cpu].published(timeNs);
            counts = counts.plusOnline();
            times = times.plus(cpus[cpu].status().handshakeNs());
        });
        announcements.online(ready, epoch);
        LOG.info("CPUs {} are online, epoch {}", CpuList.format(ready), epoch);
        return 1;
    }

    private BitSet in(CpuState state) {
        BitSet found = new BitSet();
        for (CpuLifecycle cpu : cpus) {
            found.set(cpu.cpu(), cpu.state() == state);
        }
        return found;
    }
}
