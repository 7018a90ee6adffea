package io.ringtail.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends a process whose daemon has begun to end and cannot, because of a stuck thread or a lock that is never released:
 * after a time limit it prints one line and halts the JVM, which skips shutdown hooks.
 */
final class LastResort {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final Duration limit;
    private volatile String line = "";

    private LastResort(Duration limit) {
        this.limit = limit;
    }

    /** Starts the thread ahead of time, while threads can still be started. */
    static LastResort arm(Duration limit) {
        LastResort resort = new LastResort(limit);
        Thread thread = new Thread(resort::run, "last-resort");
        thread.setDaemon(true);
        thread.start();
        return resort;
    }

    /** Starts the time limit when the daemon begins to end for a reason. */
    void begin(String reason) {
        line = reason;
        begun.countDown();
    }

    private void run() {
        try {
            begun.await();
            TimeUnit.MILLISECONDS.sleep(limit.toMillis());
            System.err.println("ringtail: " + Problems.oneLine(line) + " (still running after " + limit.toSeconds()
                    + " s: halting the process)");
        } catch (InterruptedException unexpected) {
            Thread.currentThread().interrupt();
        } finally {
            Runtime.getRuntime().halt(Problems.ERROR);
        }
    }
}
