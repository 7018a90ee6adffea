package io.ringtail.kafka.record;

import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.stream.Position;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a shipper's CPUs are in {@code PREFIX.pages}, so that the next shipper need not read the topic from its start to
 * find the last page of each. Little endian.
 *
 * <pre>
 *    0 session       s64
 *    8 CPUs          s32
 *   12 for each CPU:
 *       0 cpu        s32
 *       4 partition  s32
 *       8 offset     s64  nothing of this CPU that comes after the position lies before this offset in the topic
 *      16 known      s32  1, or 0 if there is no position yet
 *      20 position        as in the header {@code end} of a page
 * </pre>
 *
 * @param session the shipper's session
 * @param cpus one checkpoint for each CPU
 */
public record Checkpoints(long session, List<Checkpoint> cpus) {
    private static final int HEAD = Long.BYTES + Integer.BYTES;
    private static final int POSITION = 4 * Long.BYTES + Integer.BYTES;
    private static final int ENTRY = 3 * Integer.BYTES + Long.BYTES + POSITION;
    private static final Position NONE = new Position(0, 0, 0, 0, 0);

    /**
     * Where one CPU is.
     *
     * @param cpu the number of the CPU
     * @param partition its partition
     * @param offset the offset at which to begin to look
     * @param position the position after the last page before that offset; null if there is none
     */
    public record Checkpoint(
            int cpu, int partition, long offset, @Nullable Position position) {}

    /** Copies the list. */
    public Checkpoints {
        cpus = List.copyOf(cpus);
    }

    /** Returns the record's value. */
    public byte[] bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(HEAD + cpus.size() * ENTRY).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(session).putInt(cpus.size());
        for (Checkpoint cpu : cpus) {
            Position position = cpu.position();
            bytes.putInt(cpu.cpu())
                    .putInt(cpu.partition())
                    .putLong(cpu.offset())
                    .putInt(position == null ? 0 : 1);
            PageHeaders.put(bytes, position == null ? NONE : position);
        }
        return bytes.array();
    }

    /** Parses a record's value. */
    public static Checkpoints parse(byte[] value) throws MalformedRecordException {
        if (value.length < HEAD) {
            throw new MalformedRecordException("checkpoints of " + value.length + " bytes, not at least " + HEAD);
        }
        ByteBuffer bytes = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
        long session = SessionNumber.checked(bytes.getLong());
        int count = bytes.getInt();
        if (count < 0 || count > Geometry.MAX_CPUS || value.length != HEAD + count * ENTRY) {
            throw new MalformedRecordException("checkpoints of " + count + " CPUs in " + value.length + " bytes");
        }
        List<Checkpoint> cpus = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            cpus.add(checkpoint(bytes));
        }
        return new Checkpoints(session, cpus);
    }

    private static Checkpoint checkpoint(ByteBuffer bytes) throws MalformedRecordException {
        int cpu = bytes.getInt();
        int partition = bytes.getInt();
        long offset = bytes.getLong();
        int known = bytes.getInt();
        Position position = PageHeaders.position("checkpoint", bytes);
        if (cpu < 0 || cpu >= Geometry.MAX_CPUS || partition < 0 || offset < 0 || (known != 0 && known != 1)) {
            throw new MalformedRecordException("a checkpoint of CPU " + cpu + " at offset " + offset + " of partition "
                    + partition + ", known " + known);
        }
        return new Checkpoint(cpu, partition, offset, known == 0 ? null : position);
    }
}
