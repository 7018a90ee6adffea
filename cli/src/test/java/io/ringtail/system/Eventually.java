package io.ringtail.system;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits for other processes until a condition holds, for 100 seconds unless a limit is given. Looks come at longer and
 * longer intervals: most conditions ask the daemon over HTTP, which would keep a CPU busy that the processes waited for
 * need.
 */
final class Eventually {
    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(100);
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long LONGEST_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(50);

    private Eventually() {}

    static void until(String what, Callable<Boolean> condition) throws Exception {
        until(what, LIMIT_NS, condition);
    }

    /** Waits at most so many ns. */
    static void until(String what, long limitNs, Callable<Boolean> condition) throws Exception {
        long endNs = System.nanoTime() + limitNs;
        long pauseNs = PAUSE_NS;
        while (!condition.call()) {
            if (System.nanoTime() - endNs > 0) {
                throw new AssertionError("did not happen: " + what);
            }
            LockSupport.parkNanos(pauseNs);
            pauseNs = Math.min(2 * pauseNs, LONGEST_PAUSE_NS);
        }
    }

    static void pause() {
        LockSupport.parkNanos(PAUSE_NS);
    }
}
