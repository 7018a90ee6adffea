package io.ringtail.daemon.stream;

/**
 * How a CPU came, or comes, online.
 *
 * @param state in lower case: absent, preparing, announced, synchronised, online, offline, failed
 * @param epoch of its last announcement, 0 if this daemon has made none
 * @param handshakeNs how long it took to come online the last time, 0 if it has not under this daemon
 * @param client the client that it waited for longest, or waits for now; -1 for none
 * @param pid that client's process
 * @param command what runs there
 * @param failures how often it could not come online
 * @param failure what went wrong last, empty once it is online
 */
public record ServedCpu(
        String state,
        long epoch,
        long handshakeNs,
        int client,
        int pid,
        String command,
        long failures,
        String failure) {}
