package io.ringtail.proto.control;

import io.ringtail.proto.layout.Geometry;
import java.nio.ByteBuffer;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * A message of the control ring: what has become of some CPUs. A hint; the descriptors, the epoch and the online mask in
 * the file are the truth.
 *
 * <pre>
 *     0 epoch  u64  PREPARED: the epoch that this very message stands for; ONLINE, OFFLINE: the newest one
 *     8 cpus        1,024 bits, u64 by u64: which CPUs
 * </pre>
 *
 * Little endian. There is one PREPARED for each epoch, and it names every CPU of it: a client that has read the one of
 * epoch e and then the one of e + 1 has missed none.
 *
 * @param kind the record's type in the ring
 * @param epoch see above
 * @param cpus the CPUs; neither kept nor changed by {@link #encode}
 */
public record CpuNotice(Kind kind, long epoch, BitSet cpus) {
    /** The bytes of a message. */
    public static final int LENGTH = Long.BYTES + Geometry.MAX_CPUS / Byte.SIZE;

    /** What has become of the CPUs. */
    public enum Kind {
        /** They have a region: every client is to map it and to acknowledge the epoch. */
        PREPARED(1),
        /** They have their bit in the online mask. */
        ONLINE(2),
        /** They have lost it. */
        OFFLINE(3);

        private final int type;

        Kind(int type) {
            this.type = type;
        }

        /** The record's type in the ring. */
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
     * The message of a record.
     *
     * @param type of the record
     * @param body little endian, from its position to its limit
     * @return null for a type that this version does not know
     * @throws MalformedMessageException if the length is another one
     */
    public static @Nullable CpuNotice decode(int type, ByteBuffer body) throws MalformedMessageException {
        Kind kind = Kind.ofType(type);
        if (kind == null) {
            return null;
        }
        if (body.remaining() != LENGTH) {
            throw new MalformedMessageException(
                    "a CPU notice of " + body.remaining() + " bytes: it has " + LENGTH + " always");
        }
        return new CpuNotice(kind, body.getLong(), BitSet.valueOf(body));
    }

    /**
     * Puts the message behind a buffer's position.
     *
     * @param out little endian, with {@link #LENGTH} bytes left
     */
    public void encode(ByteBuffer out) {
        long[] words = cpus.toLongArray();
        out.putLong(epoch);
        for (int i = 0; i < Geometry.MAX_CPUS / Long.SIZE; i++) {
            out.putLong(i < words.length ? words[i] : 0);
        }
    }
}
