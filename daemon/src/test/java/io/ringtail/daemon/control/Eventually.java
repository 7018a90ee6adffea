package io.ringtail.daemon.control;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits in tests until a condition holds, for 20 seconds at most. */
final class Eventually {
    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(20);

    private Eventually() {}

    static void until(String what, Callable<Boolean> condition) throws Exception {
        long endNs = System.nanoTime() + LIMIT_NS;
        while (!condition.call()) {
            if (System.nanoTime() - endNs > 0) {
                throw new AssertionError("did not happen: " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }
}
