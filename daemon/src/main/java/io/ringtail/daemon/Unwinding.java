package io.ringtail.daemon;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Parts in the order in which they were started, closed in reverse order. For one thread at a time. */
final class Unwinding implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Unwinding.class);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    <T extends AutoCloseable> T add(T part) {
        parts.push(part);
        return part;
    }

    /** Closes every part, even if others fail. */
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Throwable e) {
                LOG.warn("a part of the daemon did not shut down cleanly: {}", e.toString());
            }
        }
    }
}
