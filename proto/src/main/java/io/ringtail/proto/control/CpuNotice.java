package io.ringtail.proto.control;

import io.ringtail.proto.layout.Geometry;
import java.nio.ByteBuffer;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * A control ring message: a state change of some CPUs. It is a hint; the descriptors, the epoch and the online mask in
 * the file are authoritative.
 *
 * <pre>
 *     0 epoch  u64  PREPARED: the epoch that this message announces; ONLINE, OFFLINE: the newest one
 *     8 cpus        1,024 bits, u64 by u64: the CPUs concerned
 * </pre>
 *
 * Little endian. Each epoch has exactly one PREPARED, which names all its CPUs: a client that has read the one of epoch
 * e and then the one of e + 1 has missed none.
 *
 * @param kind the kind of change
 * @param epoch see above
 * @param cpus the CPUs; neither retained nor modified by {@link #encode}
 */
public record CpuNotice(Kind kind, long epoch, BitSet cpus) {
    /** The length of a message in bytes. */
    public static final int LENGTH = Long.BYTES + Geometry.MAX_CPUS / Byte.SIZE;

    /** The kind of state change. */
    public enum Kind {
        /** The CPUs have regions: every client must map them and acknowledge the epoch. */
        PREPARED(1),
        /** The CPUs' bits in the online mask have been set. */
        ONLINE(2),
        /** The CPUs' bits in the online mask have been cleared. */
        OFFLINE(3);

        private final int type;

        Kind(int type) {
            this.type = type;
        }

        /** Returns the record's type in the ring. */
        public int type() {
            return type;
        }

        private static @Nullable Kind ofType(int type) {
            return switch (type) {
                case 1 -> PREPARED;
                case 2 -> ONLINE;
                case 3 -> OFFLINE;
                default -> null;
            };
        }
    }

    /**
     * Decodes the message in a record.
     *
     * @param type the record's type
     * @param body little endian, from its position to its limit
     * @return null for a type unknown to this version
     * @throws MalformedMessageException if the body's length is not {@link #LENGTH}
     */
    public static @Nullable CpuNotice decode(int type, ByteBuffer body) throws MalformedMessageException {
        Kind kind = Kind.ofType(type);
        if (kind == null) {
            return null;
        }
        if (body.remaining() != LENGTH) {
            throw new MalformedMessageException("a CPU notice has " + body.remaining() + " bytes, not " + LENGTH);
        }
        return new CpuNotice(kind, body.getLong(), BitSet.valueOf(body));
    }

    /**
     * Writes the message at a buffer's position and advances it.
     *
     * @param out little endian, with at least {@link #LENGTH} bytes remaining
     */
    public void encode(ByteBuffer out) {
        long[] words = cpus.toLongArray();
        out.putLong(epoch);
        for (int i = 0; i < Geometry.MAX_CPUS / Long.SIZE; i++) {
            out.putLong(i < words.length ? words[i] : 0);
        }
    }
}
