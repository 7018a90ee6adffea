package io.ringtail.daemon.buffer;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The damage found in a ring since the daemon started: counted, and logged at most once a minute. */
final class RingDamage {
    private static final Logger LOG = LoggerFactory.getLogger(RingDamage.class);
    private static final long LOG_INTERVAL_NS = TimeUnit.MINUTES.toNanos(1);

    private final int cpu;
    private volatile long count;
    private volatile String last = "";
    private long logged;
    private long loggedNs;

    RingDamage(int cpu) {
        this.cpu = cpu;
    }

    /** Counts one instance of damage; for one thread. */
    void add(String what, long nowNs) {
        long now = count + 1;
        count = now;
        last = what;
        if (logged == 0 || nowNs - loggedNs >= LOG_INTERVAL_NS) {
            LOG.warn(
                    "CPU {}: the ring is damaged: {}. It goes on behind it; what was there is lost, and counted. {} times"
                            + " so far: a process that can write to the buffer does what no client library does",
                    cpu,
                    what,
                    now);
            logged = now;
            loggedNs = nowNs;
        }
    }

    /** Returns the number of instances. */
    long count() {
        return count;
    }

    /** Returns the last instance; empty if there was none. */
    String last() {
        return last;
    }
}
