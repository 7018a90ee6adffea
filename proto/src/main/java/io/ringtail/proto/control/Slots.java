package io.ringtail.proto.control;

import io.ringtail.proto.layout.Geometry;

/**
 * Thread slots that the daemon has granted to the client.
 *
 * <pre>
 *     first  u32
 *     count  u32  0: none is left
 * </pre>
 *
 * @param first the first slot
 * @param count the number of consecutive slots
 */
public record Slots(int first, int count) implements ControlMessage {
    /** No slot at all. */
    public static final Slots NONE = new Slots(0, 0);

    @Override
    public MessageType type() {
        return MessageType.SLOTS;
    }

    @Override
    public void write(BodyWriter out) {
        out.putInt(first).putInt(count);
    }

    static Slots read(BodyReader in) throws MalformedMessageException {
        int first = in.getInt("first slot", 0, Geometry.MAX_THREAD_SLOTS - 1);
        return new Slots(first, in.getInt("slots", 0, Geometry.MAX_THREAD_SLOTS - first));
    }
}
