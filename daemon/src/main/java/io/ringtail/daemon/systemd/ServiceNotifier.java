package io.ringtail.daemon.systemd;

import io.ringtail.daemon.life.DaemonEnd;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The daemon's connection to the service manager that started it, see sd_notify(3). Does nothing if
 * {@code NOTIFY_SOCKET} is not set, never waits for the service manager and never throws: a message that cannot be sent
 * is logged once.
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
     * Opens the connection named by a process's environment.
     *
     * @param environment {@link System#getenv()}; {@code NOTIFY_SOCKET}, {@code WATCHDOG_USEC} and {@code WATCHDOG_PID}
     *     are read
     * @param end notified when the connection's thread ends
     * @return a connection, which may be unusable; never an error
     */
    public static ServiceNotifier open(Map<String, String> environment, DaemonEnd end) {
        String address = environment.get("NOTIFY_SOCKET");
        if (address == null || address.isEmpty()) {
            return new ServiceNotifier(null, 0);
        }
        try {
            return new ServiceNotifier(NotifySocket.connect(address, end), watchdogIntervalNs(environment));
        } catch (RuntimeException e) {
            LOG.warn("no notifications to the service manager: NOTIFY_SOCKET is {}: {}", address, e.toString());
            return new ServiceNotifier(null, 0);
        }
    }

    /** Returns whether a service manager receives these messages. */
    public boolean isConnected() {
        return socket != null;
    }

    /** Reports that the daemon serves, or that a reload is over. */
    public void ready() {
        send("READY=1");
    }

    /** Reports that a reload has begun, and when; {@link #ready()} reports its end. */
    public void reloading() {
        // On Linux this clock is CLOCK_MONOTONIC.
        send("RELOADING=1\nMONOTONIC_USEC=" + TimeUnit.NANOSECONDS.toMicros(System.nanoTime()));
    }

    /** Reports that the daemon has started to shut down. */
    public void stopping() {
        send("STOPPING=1");
    }

    /**
     * Reports in words what the daemon is doing.
     *
     * @param text one line; line breaks become blanks, and text beyond 200 characters is truncated
     */
    public void status(String text) {
        String cut = text.length() > MAX_STATUS_LENGTH ? text.substring(0, MAX_STATUS_LENGTH) : text;
        send("STATUS=" + cut.replaceAll("\\p{Cc}", " "));
    }

    /** Reports that the daemon is alive; due every {@link #watchdogIntervalNs()}. */
    public void watchdog() {
        send("WATCHDOG=1");
    }

    /** Returns half the time in ns after which a silent daemon is ended, or 0 if there is no watchdog. */
    public long watchdogIntervalNs() {
        return watchdogIntervalNs;
    }

    /** Sends what is still waiting, for at most a second, and closes the connection. */
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
            LOG.warn("no notifications to the watchdog: WATCHDOG_USEC is {}, which is not a number", micros);
            return 0;
        }
    }
}
