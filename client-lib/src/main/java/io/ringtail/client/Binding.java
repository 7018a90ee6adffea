package io.ringtail.client;

import io.ringtail.client.ring.Attachment;
import io.ringtail.proto.layout.EventTableDescriptor;
import io.ringtail.proto.memory.MappedRegion;
import java.lang.ref.Reference;
import java.util.List;

/**
 * An event type's id in one buffer file, together with everything else that a record needs to know about the type. One
 * object, because a record refers to its type by one reference: each reference store costs a garbage collector's
 * barrier.
 *
 * @param metadata the attachment's, kept here to save a load
 * @param enableOffset the offset in the file of the event's enable word
 * @param maxPayload the maximum payload of an event in that file, in bytes
 * @param mask the bits of the enable word that concern this process: without instances, only the file's own
 * @param instances where else an event may have to be written
 */
record Binding(
        EventType type,
        RecordLayout layout,
        Attachment attachment,
        MappedRegion metadata,
        int id,
        int enableOffset,
        int maxPayload,
        int mask,
        InstanceBindings instances) {
    /** No event's id. */
    private static final int EARLY_ID = 0;

    static Binding of(EventType type, RecordLayout layout, Attachment attachment, int id) {
        return new Binding(
                type,
                layout,
                attachment,
                attachment.metadata(),
                id,
                attachment.geometry().enableOffset(id),
                Math.min(attachment.geometry().ring().maxPayload(), RecordLayout.MAX_PAYLOAD),
                EventTableDescriptor.ENABLED_HERE,
                InstanceBindings.NONE);
    }

    /** Returns the binding of events that are written before the first attach: it has no attachment. */
    @SuppressWarnings("NullAway") // nothing but the methods below uses it
    static Binding early(EventType type, RecordLayout layout) {
        return new Binding(
                type,
                layout,
                null,
                null,
                EARLY_ID,
                0,
                EarlyEvents.MOST_BYTES / 2,
                EventTableDescriptor.ENABLED_HERE,
                InstanceBindings.NONE);
    }

    /** Returns this binding with others in instances. */
    Binding with(List<InstanceBinding> others) {
        if (others.isEmpty() && instances.areNone()) {
            return this;
        }
        int bits = others.isEmpty()
                ? EventTableDescriptor.ENABLED_HERE
                : EventTableDescriptor.ENABLED_HERE | EventTableDescriptor.ENABLED_IN_INSTANCE;
        return new Binding(
                type, layout, attachment, metadata, id, enableOffset, maxPayload, bits, new InstanceBindings(others));
    }

    boolean isEarly() {
        return id == EARLY_ID;
    }

    boolean enabled() {
        return switches() != 0;
    }

    /** Returns whether this process has instances to which an event may have to be written. */
    boolean hasInstances() {
        return mask != EventTableDescriptor.ENABLED_HERE;
    }

    /** Returns whether an event is to be written now to anything but this file's rings. */
    boolean fansOut() {
        return hasInstances() && switches() != EventTableDescriptor.ENABLED_HERE;
    }

    /** Returns the bits of the enable word that concern this process. */
    int switches() {
        try {
            return metadata.getIntOpaque(enableOffset) & mask;
        } finally {
            // The word is read by address: while it is read, a concurrent close of the tracer must not let the file be
            // unmapped.
            Reference.reachabilityFence(this);
        }
    }

    /** Called when a record of the type is committed again, or by another thread. */
    void onSecondCommit() {
        countMalformed();
        type.onSecondCommit();
    }

    /** Called when there is no memory for a record of the type. */
    void onNoRecord(Throwable cause) {
        countMalformed();
        try {
            type.onNoRecord(cause);
        } catch (VirtualMachineError | LinkageError e) {
            // There is no stack for the line in the log; the event is counted.
        }
    }

    private void countMalformed() {
        type.countMalformed();
        if (!isEarly()) {
            attachment.countMalformed();
        }
    }
}
