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
 */
public record Welcome(int client, int generation, long created, Slots slots, String path) implements ControlMessage {
    private static final String DESCRIPTORS = "/proc/";

    /** Whether the file has no name, and is to be taken from the daemon. */
    public boolean isNameless() {
        return path.startsWith(DESCRIPTORS);
    }

    @Override
    public MessageType type() {
        return MessageType.WELCOME;
    }

    @Override
    public void write(BodyWriter out) {
        out.putInt(client).putInt(generation).putLong(created);
        slots.write(out);
        out.putString(path);
    }

    static Welcome read(BodyReader in) throws MalformedMessageException {
        int client = in.getInt("client", 0, Geometry.MAX_CLIENTS - 1);
        return new Welcome(client, in.getInt(), in.getLong(), Slots.read(in), in.getString());
    }
}
