package io.ringtail.daemon.hotplug;

import org.jspecify.annotations.Nullable;

/**
 * The status of a CPU.
 *
 * @param state its current state
 * @param epoch the epoch of its last announcement, 0 if this daemon has made none
 * @param handshakeNs the time it took to come online last, from the creation of its region to its mask bit; 0 if it has
 *     not under this daemon
 * @param waitedFor the client that answered last, or that it waits for now; null if it did not have to wait
 * @param failures how often it could not come online
 * @param failure why it is not online, or the problem before it came online; empty if there is none
 */
public record CpuStatus(
        CpuState state,
        long epoch,
        long handshakeNs,
        @Nullable WaitedClient waitedFor,
        long failures,
        String failure) {
    static final CpuStatus NEVER_SEEN = new CpuStatus(CpuState.ABSENT, 0, 0, null, 0, "");
}
