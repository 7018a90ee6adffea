package io.ringtail.daemon.life;

/**
 * The moments at which regular duties are due: the multiples of their intervals on the nano clock. So duties of one
 * thread share its wake-ups if their intervals divide each other. The first interval is shorter, none is longer.
 */
public final class Moments {
    private Moments() {}

    /**
     * Returns the next moment, after now.
     *
     * @param nowNs on the nano clock, which may be negative
     */
    public static long next(long nowNs, long intervalNs) {
        return nowNs + intervalNs - Math.floorMod(nowNs, intervalNs);
    }
}
