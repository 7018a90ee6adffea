package io.ringtail.daemon.hotplug;

/**
 * The outcomes of handshakes since the daemon started.
 *
 * @param online how often a CPU came online
 * @param passedOver rounds that skipped a client at the time limit
 * @param held rounds that had to wait beyond the time limit
 * @param refused how often a client could not map a CPU's ring
 * @param failed how often a CPU could not come online, refusals included
 */
public record HandshakeCounts(long online, long passedOver, long held, long refused, long failed) {
    static final HandshakeCounts NONE = new HandshakeCounts(0, 0, 0, 0, 0);

    HandshakeCounts plusOnline() {
        return new HandshakeCounts(online + 1, passedOver, held, refused, failed);
    }

    HandshakeCounts plusPassedOver() {
        return new HandshakeCounts(online, passedOver + 1, held, refused, failed);
    }

    HandshakeCounts plusHeld() {
        return new HandshakeCounts(online, passedOver, held + 1, refused, failed);
    }

    HandshakeCounts plusRefused() {
        return new HandshakeCounts(online, passedOver, held, refused + 1, failed);
    }

    HandshakeCounts plusFailed() {
        return new HandshakeCounts(online, passedOver, held, refused, failed + 1);
    }
}
