package io.ringtail.daemon.hotplug;

import org.jspecify.annotations.Nullable;

/**
 * What is to be told of a CPU.
 *
 * @param state where it stands
 * @param epoch of its last announcement, 0 if this daemon has made none
 * @param handshakeNs how long it took to come online the last time, from the making of its region to its mask bit; 0 if it has not
 *     under this daemon
 * @param waitedFor the client that answered last, or that it waits for now; null if nobody had to be waited for
 * @param failures how often it could not come online
 * @param failure why it is not online, or what went wrong before it came online; empty for nothing
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
