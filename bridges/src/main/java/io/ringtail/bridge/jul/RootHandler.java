package io.ringtail.bridge.jul;

import io.ringtail.bridge.Failures;
import io.ringtail.client.Tracer;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/** A {@link RingtailHandler} of the root logger, which is added again when the configuration is read anew. */
public final class RootHandler implements AutoCloseable {
    private static final Logger ROOT = Logger.getLogger("");

    private final Failures failures = new Failures("java.util.logging");
    private final Tracer tracer;
    private final Runnable onConfiguration = this::add;
    private RingtailHandler handler;
    private boolean closed;

    private RootHandler(Tracer tracer) {
        this.tracer = tracer;
        this.handler = new RingtailHandler(tracer);
    }

    /** Adds a handler that writes with a tracer of the application's. */
    public static RootHandler install(Tracer tracer) {
        RootHandler installed = new RootHandler(tracer);
        ROOT.addHandler(installed.handler);
        LogManager.getLogManager().addConfigurationListener(installed.onConfiguration);
        return installed;
    }

    /** A new configuration has removed and closed the handler. */
    private synchronized void add() {
        try {
            if (!closed) {
                remove();
                handler = new RingtailHandler(tracer);
                ROOT.addHandler(handler);
            }
        } catch (Throwable e) {
            failures.onFailure(e);
        }
    }

    private void remove() {
        ROOT.removeHandler(handler);
        handler.close();
    }

    /** Removes the handler. */
    @Override
    public synchronized void close() {
        closed = true;
        LogManager.getLogManager().removeConfigurationListener(onConfiguration);
        remove();
    }
}
