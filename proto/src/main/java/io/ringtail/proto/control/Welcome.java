package io.ringtail.proto.control;

import io.ringtail.proto.layout.Geometry;

/**
 * The daemon's answer to a {@link Hello} it accepts: the client's record, the file, and the first thread slots.
 *
 * <pre>
 *     client      u32
 *     generation  u32
 *     created     u64     the file's stamp
 *     slot        u32     the first of the slots granted
 *     slots       u32     how many; 0 when none is left, or when a record is resumed: its slots are still granted
 *     path        string  of the file, absolute
 *     own ids     u8      1: the client's thread ids are the daemon's, 0: it is in another pid namespace
 * </pre>
 *
 * <p>A path below {@code /proc} is that of the daemon's own descriptor of a file without a name, which only processes of
 * the daemon's user can open: see {@link TakeBuffer} for the others.
 *
 * @param client the index of the client's record
 * @param generation of the record
 * @param created the file's stamp: a file with another one is not the file meant
 * @param slots the first thread slots
 * @param path of the file, absolute
 * @param ownIds whether events carry the thread ids that the kernel gives the client; otherwise {@link
 *     io.ringtail.proto.layout.SubstituteId} until a {@link ThreadId} comes
 */
public record Welcome(int client, int generation, long created, Slots slots, String path, boolean ownIds)
        implements ControlMessage {
    private static final String DESCRIPTORS = "/proc/";

    /** A client in the daemon's pid namespace. */
    public Welcome(int client, int generation, long created, Slots slots, String path) {
        this(client, generation, created, slots, path, true);
    }

    /** Whether the file has no name, and is to be taken from the daemon. */
    public boolean isNameless() {
        return path.startsWith(DESCRIPTORS);
    }

    /** By which the same process resumes what it was granted. */
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
