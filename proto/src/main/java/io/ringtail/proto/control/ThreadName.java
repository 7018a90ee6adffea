package io.ringtail.proto.control;

import io.ringtail.proto.layout.Geometry;

/**
 * A client's thread that starts to write, or has changed its name.
 *
 * <pre>
 *     slot  s32     {@link #NO_SLOT} if the thread borrows slots
 *     tid   s32     as numbered in the client's pid namespace, above 0
 *     id    s32     that its events carry now, above 0
 *     name  string
 * </pre>
 *
 * @param slot the thread's slot, or {@link #NO_SLOT}
 * @param tid the thread's id, as the kernel reports it to the client
 * @param id the id that its events carry: the same one, or a substitute if the daemon's namespace uses it for another
 *     thread
 * @param name the thread's name
 */
public record ThreadName(int slot, int tid, int id, String name) implements ControlMessage {
    /** The thread owns no slot. */
    public static final int NO_SLOT = -1;

    /** Creates the message for a thread whose events carry its own id. */
    public ThreadName(int slot, int tid, String name) {
        this(slot, tid, tid, name);
    }

    @Override
    public MessageType type() {
        return MessageType.THREAD;
    }

    @Override
    public void write(BodyWriter out) {
        out.putInt(slot).putInt(tid).putInt(id).putString(name);
    }

    static ThreadName read(BodyReader in) throws MalformedMessageException {
        int slot = in.getInt("thread slot", NO_SLOT, Geometry.MAX_THREAD_SLOTS - 1);
        int tid = in.getInt("thread id", 1, Integer.MAX_VALUE);
        int id = in.getInt("event's thread id", 1, Integer.MAX_VALUE);
        return new ThreadName(slot, tid, id, in.getString());
    }
}
