package io.ringtail.bench;

/**
 * How one CPU came online, ns: from the moment it was asked for until the daemon announced it, and from there until its
 * mask bit was set.
 */
record Arrival(long untilAnnounced, long handshake) {
    long whole() {
        return untilAnnounced + handshake;
    }
}
