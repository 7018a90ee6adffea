package io.ringtail.client.ring;

import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/** The thread that owns a slot. */
final class Owner extends WeakReference<Thread> {
    /** The next of the owners that could not use their slot; set before a CAS publishes this one. */
    @Nullable
    Owner next;

    /** Set once, by the owner. */
    private int slot = ThreadSlots.NONE;

    Owner(Thread thread) {
        super(thread);
    }

    void slot(int taken) {
        slot = taken;
    }

    int slot() {
        return slot;
    }

    boolean hasEnded() {
        Thread thread = get();
        return thread == null || !thread.isAlive();
    }
}
