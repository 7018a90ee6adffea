package io.ringtail.proto.control;

import io.ringtail.proto.layout.HeaderDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * The client's first message: its identity, and the grant it held before.
 *
 * <pre>
 *     version      u32     {@link HeaderDescriptor#LAYOUT_VERSION}; defines the layout of the rest
 *     pid          s32     as numbered in the client's pid namespace: for log lines only
 *     barrier      u32     0 none, 1 registered for membarrier
 *     resumes      u8      0 or 1
 *     token                if it resumes: {@link ResumeToken}
 *     command      string
 * </pre>
 *
 * @param version the client's layout version
 * @param pid the process id as seen by the client
 * @param barrier {@link #NO_BARRIER} or {@link #MEMBARRIER}
 * @param resume the record that this process holds from an earlier connection, null if there is none
 * @param command the running command, for log lines; truncated to {@link ControlCodec#MAX_STRING_LENGTH} bytes
 */
public record Hello(
        int version, int pid, int barrier, @Nullable ResumeToken resume, String command) implements ControlMessage {
    /** The process is not registered for membarrier. */
    public static final int NO_BARRIER = 0;
    /** The process is registered for GLOBAL_EXPEDITED and PRIVATE_EXPEDITED membarriers. */
    public static final int MEMBARRIER = 1;

    /** Creates a message in this version. */
    public Hello(int pid, int barrier, @Nullable ResumeToken resume, String command) {
        this(HeaderDescriptor.LAYOUT_VERSION, pid, barrier, resume, command);
    }

    @Override
    public MessageType type() {
        return MessageType.HELLO;
    }

    @Override
    public void write(BodyWriter out) {
        out.putInt(version).putInt(pid).putInt(barrier);
        if (resume == null) {
            out.putByte(0);
        } else {
            out.putByte(1).putLong(resume.created()).putInt(resume.client()).putInt(resume.generation());
        }
        out.putString(command);
    }

    /** Reads a message of another version no further than its version. */
    static Hello read(BodyReader in) throws MalformedMessageException {
        int version = in.getInt();
        if (version != HeaderDescriptor.LAYOUT_VERSION) {
            in.skipRest();
            return new Hello(version, 0, NO_BARRIER, null, "");
        }
        int pid = in.getInt();
        int barrier = in.getInt("barrier mode", NO_BARRIER, MEMBARRIER);
        ResumeToken resume = in.getBoolean() ? new ResumeToken(in.getLong(), in.getInt(), in.getInt()) : null;
        return new Hello(version, pid, barrier, resume, in.getString());
    }
}
