package io.ringtail.system;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits for other processes until a condition holds, for 30 seconds at most. */
final class Eventually {
    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(2);

    private Eventually() {}

    static void until(String what, Callable<Boolean> condition) throws Exception {
        long endNs = System.nanoTime() + LIMIT_NS;
        while (!condition.call()) {
            if (System.nanoTime() - endNs > 0) {
                throw new AssertionError("did not happen: " + what);
            }
            pause();
        }
    }

    static void pause() {
        LockSupport.parkNanos(PAUSE_NS);
    }
}
