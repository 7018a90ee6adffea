package io.ringtail.client.conductor;

import io.ringtail.proto.control.Snapshot;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The one snapshot that this process wishes for and the daemon has not been told of. Set by any thread. */
final class PendingSnapshot {
    private static final int MOST_CHARACTERS = 256;

    private final AtomicReference<@Nullable Snapshot> pending = new AtomicReference<>();

    /** False where there is a wish already, which stays. */
    boolean offer(@Nullable String reason) {
        String text = String.valueOf(reason);
        return pending.compareAndSet(null, new Snapshot(text.substring(0, Math.min(text.length(), MOST_CHARACTERS))));
    }

    /** Tells the daemon, if there is something to tell. */
    void ask(ControlConnection connection) {
        Snapshot wish = pending.getAndSet(null);
        if (wish != null) {
            connection.send(wish);
        }
    }
}
