package io.ringtail.proto.control;

import io.ringtail.proto.layout.Geometry;

/**
 * The daemon's answer that accepts a {@link Hello}: the client's record, the file, and the first thread slots.
 * The daemon's answer to a {@link Hello} it accepts: the client's record, the file, and the first thread slots.
 *
 * <pre>
 *     client      u32
 *     generation  u32
 *     created     u64     the file's creation time
 *     slot        u32     the first slot granted
 *     slots       u32     their number; 0 if none is left, or if a record is resumed: its slots are still granted
 *     path        string  of the file, absolute
 *     own ids     u8      1: the client's thread ids are the daemon's, 0: it is in another pid namespace
 * </pre>
 *
 * <p>A path below {@code /proc} refers to the daemon's own descriptor of a nameless file, which only processes of the
 * daemon's user can open: the others use {@link TakeBuffer}.
 *
 * @param client the index of the client's record
 * @param generation the record's generation
 * @param created the file's creation time: a file with a different one is not the intended file
 * @param slots the first thread slots
 * @param path the file's absolute path
 * @param ownIds whether events carry the thread ids that the kernel reports to the client; otherwise they carry a
 *     {@link io.ringtail.proto.layout.SubstituteId} until a {@link ThreadId} arrives
 */
public record Welcome(int client, int generation, long created, Slots slots, String path, boolean ownIds)
        implements ControlMessage {
    private static final String DESCRIPTORS = "/proc/";

    /** Creates the message for a client in the daemon's pid namespace. */
    public Welcome(int client, int generation, long created, Slots slots, String path) {
        this(client, generation, created, slots, path, true);
    }

    /** Returns whether the file has no name and must be obtained from the daemon. */
    public boolean isNameless() {
        return path.startsWith(DESCRIPTORS);
    }

    /** Returns the token by which the same process resumes its grant. */
    public ResumeToken token() {
        return new ResumeToken(created, client, generation);
    }

    @Override
    public MessageType type() {
        return MessageType.WELCOME;
    }

    @Override
    public void write(BodyWriter out) {
        out.putInt(client).putInt(generation).putLong(created);
        slots.write(out);
        out.putString(path).putByte(ownIds ? 1 : 0);
    }

    static Welcome read(BodyReader in) throws MalformedMessageException {
        int client = in.getInt("client", 0, Geometry.MAX_CLIENTS - 1);
        return new Welcome(client, in.getInt(), in.getLong(), Slots.read(in), in.getString(), in.getBoolean());
    }
}
