package io.ringtail.client.ring;

import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * A thread that takes a slot for itself.
 *
 * <p>Its slot is half taken until {@code own} is set. A thread may fail in between, without stack or memory left: it says
 * so by a store.
 */
final class Owner extends WeakReference<Thread> {
    /** What the thread writes with; set by the thread, once. */
    volatile @Nullable OwnSlot own;

    /** The thread will not make use of what it has taken; set by the thread, once. */
    volatile boolean stranded;

    Owner(Thread thread) {
        super(thread);
    }

    /** Whether the thread stores nothing more with the slot, once nothing is owed. */
    boolean isOver() {
        return stranded || hasEnded();
    }

    boolean hasEnded() {
        Thread thread = get();
        return thread == null || !thread.isAlive();
    }
}
