package io.ringtail.client;

/** Writes the payload of an event from before the first attach with a record. */
final class KeptEvent {
    private KeptEvent() {}

    /** Writes an event that was kept, with the id that its type has by now; for a record that is not open. */
    static boolean write(EventRecord into, Binding target, byte[] payload) {
        ThreadContext own = into.context;
        if (own == null || target.isEarly()) {
            return false;
        }
        RecordLayout layout = target.layout();
        into.ensure(payload.length);
        System.arraycopy(payload, 0, into.bytes, 0, layout.fixedSize);
        // The gaps between fields of whatever type is written next are those of this payload: zeros again.
        into.binding = null;
        into.end = layout.fixedSize;
        into.cut = false;
        for (int field = 0; field < layout.sizes.length; field++) {
            if (layout.isString(field)) {
                copyText(into, target, field, payload);
            }
        }
        boolean written = into.write(own, target, true);
        own.done(into);
        return written;
    }

    /** Copies a text; it was kept before the length of the ring's sub-buffers was known, so it may not fit. */
    private static void copyText(EventRecord into, Binding target, int field, byte[] payload) {
        int at = target.layout().places[field] >>> RecordLayout.TYPE_BITS;
        int place = (int) EventRecord.INT.get(payload, at);
        int from = place & 0xffff;
        int length = (place >>> Short.SIZE) - 1;
        int room = target.maxPayload() - target.layout().stringsAfter[field] - 1 - into.end;
        if (length > room) {
            length = Utf8.wholeCharacters(payload, from, room);
            into.cut = true;
        }
        System.arraycopy(payload, from, into.bytes, into.end, length);
        into.bytes[into.end + length] = 0;
        EventRecord.INT.set(into.bytes, at, (length + 1) << Short.SIZE | into.end);
        into.end += length + 1;
    }
}
