package io.ringtail.proto.control;

import io.ringtail.proto.layout.Geometry;

/**
 * The daemon's id for a thread of a client in another pid namespace, which the thread's events carry from now on.
 *
 * <pre>
 *     slot  s32     as in {@link ThreadName}
 *     tid   s32     as in {@link ThreadName}, above 0
 *     id    s32     in the daemon's pid namespace, above 0
 * </pre>
 *
 * @param slot the thread's slot, or {@link ThreadName#NO_SLOT}
 * @param tid the thread's id in the client's pid namespace: the slot may belong to another thread by now
 * @param id the thread's id in the daemon's pid namespace
 */
public record ThreadId(int slot, int tid, int id) implements ControlMessage {
    @Override
    public MessageType type() {
        return MessageType.THREAD_ID;
    }

    @Override
    public void write(BodyWriter out) {
        out.putInt(slot).putInt(tid).putInt(id);
    }

    static ThreadId read(BodyReader in) throws MalformedMessageException {
        int slot = in.getInt("thread slot", ThreadName.NO_SLOT, Geometry.MAX_THREAD_SLOTS - 1);
        int tid = in.getInt("thread id", 1, Integer.MAX_VALUE);
        return new ThreadId(slot, tid, in.getInt("event's thread id", 1, Integer.MAX_VALUE));
    }
}
