package io.ringtail.daemon;

import io.ringtail.daemon.systemd.ServiceNotifier;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;

/** Tells the service manager that the conductor's thread, on which it runs, still gets around. */
final class Watchdog implements Agent {
    private final ServiceNotifier notifier;
    private final NanoClock clock;
    private long lastNs;

    Watchdog(ServiceNotifier notifier, NanoClock clock) {
        this.notifier = notifier;
        this.clock = clock;
        this.lastNs = clock.nanoTime();
    }

    @Override
    public int doWork() {
        long intervalNs = notifier.watchdogIntervalNs();
        if (intervalNs == 0 || clock.nanoTime() - lastNs < intervalNs) {
            return 0;
        }
        lastNs = clock.nanoTime();
        notifier.watchdog();
        return 1;
    }

    @Override
    public String roleName() {
        return "watchdog";
    }
}
