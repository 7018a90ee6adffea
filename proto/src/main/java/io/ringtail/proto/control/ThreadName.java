package io.ringtail.proto.control;

import io.ringtail.proto.layout.Geometry;

/**
 * A client's thread that begins to write.
 *
 * <pre>
 *     slot  s32     {@link #NO_SLOT} where the thread borrows slots
 *     tid   s32     above 0
 *     name  string
 * </pre>
 *
 * @param slot the thread's slot, or {@link #NO_SLOT}
 * @param tid the thread's number in the kernel
 * @param name the thread's name
 */
public record ThreadName(int slot, int tid, String name) implements ControlMessage {
    /** The thread owns no slot. */
    public static final int NO_SLOT = -1;

    @Override
    public MessageType type() {
        return MessageType.THREAD;
    }

    @Override
    public void write(BodyWriter out) {
        out.putInt(slot).putInt(tid).putString(name);
    }

    static ThreadName read(BodyReader in) throws MalformedMessageException {
        int slot = in.getInt("thread slot", NO_SLOT, Geometry.MAX_THREAD_SLOTS - 1);
        int tid = in.getInt("thread id", 1, Integer.MAX_VALUE);
        return new ThreadName(slot, tid, in.getString());
    }
}
