package io.ringtail.daemon.systemd;

import io.ringtail.daemon.life.DaemonEnd;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The daemon's line to the service manager that started it, after sd_notify(3). Does nothing where {@code NOTIFY_SOCKET}
 * is not set, never waits for the service manager and never throws: a message that cannot be sent is logged, once.
 *
 * <p>Calls may come from any thread; messages of one thread arrive in order.
 */
public final class ServiceNotifier implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceNotifier.class);
    private static final int MAX_STATUS_LENGTH = 200;

    private final @Nullable NotifySocket socket;
    private final long watchdogIntervalNs;

    private ServiceNotifier(@Nullable NotifySocket socket, long watchdogIntervalNs) {
        this.socket = socket;
        this.watchdogIntervalNs = watchdogIntervalNs;
    }

    /**
     * Opens the line that a process's environment names.
     *
     * @param environment {@link System#getenv()}; {@code NOTIFY_SOCKET}, {@code WATCHDOG_USEC} and {@code WATCHDOG_PID}
     *     are read.
     * @param end begins when the line's thread ends
     * @return a line that may be dead, never an error.
     */
    public static ServiceNotifier open(Map<String, String> environment, DaemonEnd end) {
        String address = environment.get("NOTIFY_SOCKET");
        if (address == null || address.isEmpty()) {
            return new ServiceNotifier(null, 0);
        }
        try {
            return new ServiceNotifier(NotifySocket.connect(address, end), watchdogIntervalNs(environment));
        } catch (RuntimeException e) {
            LOG.warn("The service manager will not be told anything: NOTIFY_SOCKET is {}: {}", address, e.toString());
            return new ServiceNotifier(null, 0);
        }
    }

    /** Says that the daemon serves. */
    public void ready() {
        send("READY=1");
    }

    /** Says that the daemon has begun to end. */
    public void stopping() {
        send("STOPPING=1");
    }

    /**
     * Says in words what the daemon is doing.
     *
     * @param text one line; line breaks become blanks and what is over 200 characters is cut.
     */
    public void status(String text) {
        String cut = text.length() > MAX_STATUS_LENGTH ? text.substring(0, MAX_STATUS_LENGTH) : text;
        send("STATUS=" + cut.replaceAll("\\p{Cntrl}", " "));
    }

    /** Says that the daemon is alive; due every {@link #watchdogIntervalNs()}. */
    public void watchdog() {
        send("WATCHDOG=1");
    }

    /** Half the time in nanoseconds after which a silent daemon is ended, or 0 when nobody watches. */
    public long watchdogIntervalNs() {
        return watchdogIntervalNs;
    }

    /** Sends what is still waiting, for a second at most, and closes the line. */
    @Override
    public void close() {
        if (socket != null) {
            socket.close();
        }
    }

    private void send(String message) {
        if (socket != null) {
            socket.send(message);
        }
    }

    private static long watchdogIntervalNs(Map<String, String> environment) {
        String micros = environment.get("WATCHDOG_USEC");
        String pid = environment.get("WATCHDOG_PID");
        if (micros == null
                || (pid != null
                        && !pid.equals(Long.toString(ProcessHandle.current().pid())))) {
            return 0;
        }
        try {
            return Math.max(0, TimeUnit.MICROSECONDS.toNanos(Long.parseLong(micros)) / 2);
        } catch (NumberFormatException e) {
            LOG.warn("The watchdog will not be told anything: WATCHDOG_USEC is {}, which is no number", micros);
            return 0;
        }
    }
}
