package io.ringtail.daemon.hotplug;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The states of a CPU on its way into and out of the online mask.
 *
 * <pre>
 *   ABSENT ──want──▶ PREPARING ──announced──▶ ANNOUNCED ──synchronised──▶ SYNCHRONISED ──published──▶ ONLINE
 *                     ▲  ▲  │                     │                                                     │
 *                     │  │  └──────failed─────────┤                                                     │
 *                     │  └──retry, 5 s──FAILED ◀──┘                                                     │
 *                     └──────────────────want──────────────────OFFLINE ◀──gone, from any state──────────┘
 *
 *   want          a CPU is online in sysfs, or a writer runs on it
 *   announced     the region is prepared, the epoch has advanced
 *   synchronised  each client has mapped the ring and acknowledged, or is dead, or may be skipped
 *   published     the barrier was executed, the mask bit is set
 *   failed        no space for the region, or a client that cannot map it
 *   gone          sysfs no longer lists it; without a ring it is ABSENT again
 * </pre>
 *
 * <p>{@link OnlineHandshake} makes every transition, on the conductor's thread. A transition that does not fit the
 * state is an error of the caller. Any thread may call {@link #status}.
 */
final class CpuLifecycle {
    static final long RETRY_NS = TimeUnit.SECONDS.toNanos(5);

    private final int cpu;
    private boolean ring;
    private long startedNs;
    private long retryNs;
    private volatile CpuStatus status = CpuStatus.NEVER_SEEN;

    CpuLifecycle(int cpu) {
        this.cpu = cpu;
    }

    /** Adopts the state that an earlier daemon left. */
    void adopt(boolean online) {
        ring = true;
        move(CpuState.ABSENT, online ? CpuState.ONLINE : CpuState.OFFLINE);
    }

    int cpu() {
        return cpu;
    }

    CpuState state() {
        return status.state();
    }

    CpuStatus status() {
        return status;
    }

    /** Requests the CPU; returns false if it is online, on its way, or waiting for a retry. */
    boolean want() {
        boolean asleep = state() == CpuState.ABSENT || state() == CpuState.OFFLINE;
        if (asleep) {
            move(state(), CpuState.PREPARING);
        }
        return asleep;
    }

    /** Retries a failed CPU when the retry is due. */
    boolean retry(long nowNs) {
        boolean due = state() == CpuState.FAILED && nowNs - retryNs >= 0;
        if (due) {
            move(CpuState.FAILED, CpuState.PREPARING);
        }
        return due;
    }

    long untilRetryNs(long nowNs) {
        return retryNs - nowNs;
    }

    /** Marks that the region is about to be created: the handshake's time starts here. */
    void starts(long timeNs) {
        require(CpuState.PREPARING);
        startedNs = timeNs;
    }

    void announced(long epoch) {
        ring = true;
        require(CpuState.PREPARING);
        CpuStatus now = status;
        status = new CpuStatus(CpuState.ANNOUNCED, epoch, now.handshakeNs(), null, now.failures(), now.failure());
    }

    /** Records the client being waited for; the last one recorded took longest. */
    void waitingFor(@Nullable WaitedClient client) {
        CpuStatus now = status;
        status = new CpuStatus(now.state(), now.epoch(), now.handshakeNs(), client, now.failures(), now.failure());
    }

    void synchronised() {
        move(CpuState.ANNOUNCED, CpuState.SYNCHRONISED);
    }

    void published(long timeNs) {
        require(CpuState.SYNCHRONISED);
        CpuStatus now = status;
        status = new CpuStatus(
                CpuState.ONLINE, now.epoch(), Math.max(1, timeNs - startedNs), now.waitedFor(), now.failures(), "");
    }

    /** Records why the CPU stays offline; returns true if the reason differs from the previous one. */
    boolean failed(String reason, long nowNs) {
        CpuStatus now = status;
        if (now.state() != CpuState.PREPARING && now.state() != CpuState.ANNOUNCED) {
            throw new IllegalStateException("CPU " + cpu + " cannot fail when it is " + now.state());
        }
        retryNs = nowNs + RETRY_NS;
        status = new CpuStatus(
                CpuState.FAILED, now.epoch(), now.handshakeNs(), now.waitedFor(), now.failures() + 1, reason);
        return !reason.equals(now.failure());
    }

    void gone() {
        CpuStatus now = status;
        status = new CpuStatus(
                ring ? CpuState.OFFLINE : CpuState.ABSENT,
                now.epoch(),
                now.handshakeNs(),
                now.waitedFor(),
                now.failures(),
                "");
    }

    private void move(CpuState from, CpuState to) {
        require(from);
        CpuStatus now = status;
        status = new CpuStatus(to, now.epoch(), now.handshakeNs(), now.waitedFor(), now.failures(), now.failure());
    }

    private void require(CpuState state) {
        if (status.state() != state) {
            throw new IllegalStateException("CPU " + cpu + " is " + status.state() + ", not " + state);
        }
    }
}
