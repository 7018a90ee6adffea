package io.ringtail.bridge;

import io.ringtail.client.Tracer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The tracer that a bridge writes with: the application's, or the bridge's own, which is closed with the bridge. */
public final class UsedTracer implements AutoCloseable {
    private final Tracer tracer;
    private final boolean own;

    private UsedTracer(Tracer tracer, boolean own) {
        this.tracer = tracer;
        this.own = own;
    }

    /** Returns a tracer that its owner closes. */
    public static UsedTracer of(Tracer tracer) {
        return new UsedTracer(tracer, false);
    }

    /**
     * Connects a tracer of the bridge's own.
     *
     * @param directory the daemon's run directory; null or empty for the default one
     * @throws java.nio.file.InvalidPathException if it is no path
     */
    public static UsedTracer connect(@Nullable String directory) {
        String path = directory == null ? "" : directory.trim();
        return new UsedTracer(path.isEmpty() ? Tracer.connect() : Tracer.connect(Path.of(path)), true);
    }

    /** Returns the tracer. */
    public Tracer tracer() {
        return tracer;
    }

    @Override
    public void close() {
        if (own) {
            tracer.close();
        }
    }
}
