package io.ringtail.daemon;

import io.ringtail.daemon.life.Health;
import io.ringtail.daemon.systemd.ServiceNotifier;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;

/**
 * Sends signs of life to the service manager's watchdog, from the conductor's thread, and only while the daemon is live
 * by the standard of {@code /livez}. A sign withheld when due is sent as soon as the daemon is live again.
 */
final class Watchdog implements Agent {
    private final ServiceNotifier notifier;
    private final Health health;
    private final NanoClock clock;
    private long lastNs;

    Watchdog(ServiceNotifier notifier, Health health, NanoClock clock) {
        this.notifier = notifier;
        this.health = health;
        this.clock = clock;
        this.lastNs = clock.nanoTime();
    }

    @Override
    public int doWork() {
        long intervalNs = notifier.watchdogIntervalNs();
        long nowNs = clock.nanoTime();
        if (intervalNs == 0 || nowNs - lastNs < intervalNs || !health.live().ok()) {
            return 0;
        }
        lastNs = nowNs;
        notifier.watchdog();
        return 1;
    }

    /** How long the thread may sleep before the next sign is due, ns. */
    long leftNs() {
        long intervalNs = notifier.watchdogIntervalNs();
        return intervalNs == 0 ? Long.MAX_VALUE : Math.max(0, lastNs + intervalNs - clock.nanoTime());
    }

    @Override
    public String roleName() {
        return "watchdog";
    }
}
