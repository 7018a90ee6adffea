package io.ringtail.client.barrier;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * Forces a global safepoint by a search for deadlocked monitors. Loading this class requires the module
 * java.management.
 */
final class DeadlockSearch implements Runnable {
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

    @Override
    public void run() {
        threads.findMonitorDeadlockedThreads();
    }
}
