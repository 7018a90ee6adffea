package io.ringtail.client.ring;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Thread slots that were granted together, and the thread that owns each.
 *
 * <pre>
 *   owner      null → Owner by the thread, CAS; back to null by the sweep, release
 *   worthALook cleared by a thread that found no free slot; set by the sweep, which knows
 * </pre>
 */
final class SlotBlock {
    private final int first;
    private final AtomicReferenceArray<@Nullable Owner> owners;
    private volatile boolean worthALook = true;

    SlotBlock(int first, int count) {
        this.first = first;
        this.owners = new AtomicReferenceArray<>(count);
    }

    /**
     * Takes a free slot; returns its number, or {@link ThreadSlots#NONE}. The CAS alone takes it: no step can be lost.
     */
    int claim(Owner owner) {
        for (int i = 0; worthALook && i < owners.length(); i++) {
            if (owners.getOpaque(i) == null && owners.compareAndSet(i, null, owner)) {
                return first + i;
            }
        }
        worthALook = false;
        return ThreadSlots.NONE;
    }

    int count() {
        return owners.length();
    }

    int slot(int index) {
        return first + index;
    }

    @Nullable
    Owner owner(int index) {
        return owners.getAcquire(index);
    }

    /** Frees a slot in which its owner stores nothing any more; for the sweep. */
    void free(int index) {
        owners.setRelease(index, null);
        worthALook = true;
    }

    /** Returns whether a thread could take a slot; for the sweep. */
    boolean isAnyFree() {
        boolean any = false;
        for (int i = 0; i < owners.length() && !any; i++) {
            any = owners.getAcquire(i) == null;
        }
        worthALook = any;
        return any;
    }

    boolean isAnyTaken() {
        boolean any = false;
        for (int i = 0; i < owners.length() && !any; i++) {
            any = owners.getAcquire(i) != null;
        }
        return any;
    }
}
