package io.ringtail.client.conductor;

import io.ringtail.proto.control.Snapshot;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The snapshot that this process has requested but not yet sent to the daemon, at most one. Set by any thread. */
final class PendingSnapshot {
    private static final int MOST_CHARACTERS = 256;

    private final AtomicReference<@Nullable Snapshot> pending = new AtomicReference<>();

    /** Stores a request; returns false, and keeps the earlier one, if there is one already. */
    boolean offer(@Nullable String reason) {
        String text = String.valueOf(reason);
        return pending.compareAndSet(null, new Snapshot(text.substring(0, Math.min(text.length(), MOST_CHARACTERS))));
    }

    /** Sends the pending request, if any, to the daemon. */
    void ask(ControlConnection connection) {
        Snapshot wish = pending.getAndSet(null);
        if (wish != null) {
            connection.send(wish);
        }
    }
}
