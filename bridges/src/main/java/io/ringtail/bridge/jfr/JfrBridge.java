package io.ringtail.bridge.jfr;

import io.ringtail.client.Tracer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what JDK Flight Recorder observes in this JVM into the rings, as events of the system {@code jvm}: garbage
 * collections and their pauses, safepoints and their operations, and threads that wait for a monitor, are parked, or
 * pin their carrier.
 *
 * <p>JFR delivers with a delay of about a second. Each event says when it began ({@code start_ns}) on the clock of the
 * rings, to within about 0.1 ms.
 */
public final class JfrBridge implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JfrBridge.class);

    /** Waits shorter than this are not written unless a caller says otherwise. */
    private static final Duration THRESHOLD = Duration.ofMillis(10);

    private final AtomicReference<@Nullable AutoCloseable> stream;

    private JfrBridge(@Nullable AutoCloseable stream) {
        this.stream = new AtomicReference<>(stream);
    }

    /** Starts a recording, with waits of threads from 10 ms. */
    public static JfrBridge start(Tracer tracer) {
        return start(tracer, THRESHOLD);
    }

    /**
     * Starts a recording, which may take some tenths of a second. If this JVM has no JFR, one warning says so, and
     * nothing is written.
     *
     * @param threshold how long a thread must wait for a monitor, be parked or be pinned for the event to be written
     */
    public static JfrBridge start(Tracer tracer, Duration threshold) {
        try {
            return new JfrBridge(JfrStream.start(tracer, threshold));
        } catch (RuntimeException | LinkageError e) {
            LOG.warn(
                    "no events of the JVM are written: JFR does not start ({}); is the module jdk.jfr there?",
                    e.toString());
            return new JfrBridge(null);
        }
    }

    /** Returns whether a recording is running. */
    public boolean isRunning() {
        return stream.get() != null;
    }

    /** Ends the recording; what JFR has not delivered is not written. Any number of times; never throws. */
    @Override
    public void close() {
        AutoCloseable open = stream.getAndSet(null);
        if (open == null) {
            return;
        }
        try {
            open.close();
        } catch (Exception | LinkageError e) {
            LOG.debug("a recording could not be closed in full", e);
        }
    }
}
