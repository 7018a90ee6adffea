package io.ringtail.client.ring;

import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * A thread that takes a slot for itself.
 *
 * <p>Its slot is half taken until {@code own} is set. A thread may fail in between, with its stack or memory exhausted:
 * it records that by a store.
 */
final class Owner extends WeakReference<Thread> {
    /** The writer that the thread uses; set by the thread, once. */
    volatile @Nullable OwnSlot own;

    /** The thread will not use the slot it has taken; set by the thread, once. */
    volatile boolean stranded;

    Owner(Thread thread) {
        super(thread);
    }

    /** Returns whether the thread stores nothing more with the slot, once nothing is owed. */
    boolean isOver() {
        return stranded || hasEnded();
    }

    boolean hasEnded() {
        Thread thread = get();
        return thread == null || !thread.isAlive();
    }
}
