package io.ringtail.bridge;

import org.jspecify.annotations.Nullable;

/**
 * Writes the log calls of one library as events {@code log:message}. Throws nothing, waits for nothing, and reads
 * nothing of a call while the event is disabled.
 *
 * <p>Ringtail's own log calls are left out, and so are those that a thread makes while it writes an event here: by the
 * code of an argument, for example. Otherwise an event could cause the next one without end.
 *
 * @param <C> a log call
 */
public final class LogBridge<C> implements AutoCloseable {
    private static final String OWN_LOGGERS = "io.ringtail.";

    private final LogCalls<C> calls;
    private final UsedTracer tracer;
    private final LogEvents events;
    private final Failures failures;

    /** A class of the JDK, so that no thread keeps this library's class loader; stored to even with no stack left. */
    private final ThreadLocal<boolean[]> writing = ThreadLocal.withInitial(() -> new boolean[1]);

    private volatile boolean closed;

    /**
     * Creates a bridge, which closes the tracer if it is its own.
     *
     * @param library the name of the library, for messages
     */
    public LogBridge(String library, UsedTracer tracer, LogCalls<C> calls) {
        this.calls = calls;
        this.tracer = tracer;
        this.failures = new Failures(library);
        this.events = tracer.tracer().provider(LogEvents.class);
    }

    /** Writes a log call. */
    public void write(C call) {
        boolean @Nullable [] mine = null;
        try {
            if (closed || !events.isEnabled() || !calls.isWanted(call)) {
                return;
            }
            String logger = calls.logger(call);
            if (logger != null && logger.startsWith(OWN_LOGGERS)) {
                return;
            }
            boolean[] flag = writing.get();
            if (flag[0]) {
                return;
            }
            mine = flag;
            flag[0] = true;
            events.message(calls.level(call), logger, calls.message(call), calls.thrown(call), calls.mdc(call));
        } catch (Throwable e) {
            failures.onFailure(e);
        } finally {
            if (mine != null) {
                mine[0] = false;
            }
        }
    }

    /** Stops writing, and closes the tracer if it is this bridge's own. */
    @Override
    public void close() {
        closed = true;
        tracer.close();
    }
}
