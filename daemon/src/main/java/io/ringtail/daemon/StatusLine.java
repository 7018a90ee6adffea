package io.ringtail.daemon;

import io.ringtail.daemon.control.AttachedProcess;
import io.ringtail.daemon.feed.Receivers;
import io.ringtail.daemon.life.Health;
import io.ringtail.daemon.systemd.ServiceNotifier;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;

/**
 * The line that {@code systemctl status} shows: what the daemon serves, or why it is not ready. It is sent when it has
 * changed, at most once in five seconds. For the conductor's thread.
 */
final class StatusLine implements Agent {
    private static final long INTERVAL_NS = TimeUnit.SECONDS.toNanos(5);

    private final ServiceNotifier notifier;
    private final Health health;
    private final NanoClock clock;
    private volatile Supplier<String> serving = () -> "";
    private String last = "";
    private long lastNs;

    StatusLine(ServiceNotifier notifier, Health health, NanoClock clock) {
        this.notifier = notifier;
        this.health = health;
        this.clock = clock;
        this.lastNs = clock.nanoTime() - INTERVAL_NS;
    }

    /** Sets the source of the line of a daemon that is ready, which serves from now on. For any thread. */
    void serve(Supplier<String> line) {
        serving = line;
    }

    /** The line of a daemon that serves. */
    static String of(String url, List<AttachedProcess> attached, Receivers receivers) {
        long processes =
                attached.stream().mapToInt(AttachedProcess::pid).distinct().count();
        return "Serving " + url + "/ (" + processes + " processes attached, "
                + receivers.all().size() + " streams)";
    }

    @Override
    public int doWork() {
        long nowNs = clock.nanoTime();
        if (!notifier.isConnected() || nowNs - lastNs < INTERVAL_NS) {
            return 0;
        }
        String line = serving.get();
        if (line.isEmpty()) {
            return 0;
        }
        lastNs = nowNs;
        return send(line);
    }

    private int send(String line) {
        Health.Verdict ready = health.ready();
        String now = ready.ok() ? line : "Not ready: " + ready.failures().strip();
        if (now.equals(last)) {
            return 0;
        }
        last = now;
        notifier.status(now);
        return 1;
    }

    @Override
    public String roleName() {
        return "status-line";
    }
}
