package io.ringtail.bench;

/**
 * The times that one CPU took to come online, ns: from the request until the daemon announced it, and from there until
 * its mask bit was set.
 */
record Arrival(long untilAnnounced, long handshake) {
    long whole() {
        return untilAnnounced + handshake;
    }
}
