package io.ringtail.daemon.control;

import static io.ringtail.proto.layout.ClientDescriptor.ACKNOWLEDGED_OFFSET;
import static io.ringtail.proto.layout.ClientDescriptor.BARRIER_OFFSET;
import static io.ringtail.proto.layout.ClientDescriptor.FREE;
import static io.ringtail.proto.layout.ClientDescriptor.GENERATION_OFFSET;
import static io.ringtail.proto.layout.ClientDescriptor.IN_USE;
import static io.ringtail.proto.layout.ClientDescriptor.NO_RING_OFFSET;
import static io.ringtail.proto.layout.ClientDescriptor.PID_OFFSET;
import static io.ringtail.proto.layout.ClientDescriptor.REFUSED_OFFSET;
import static io.ringtail.proto.layout.ClientDescriptor.START_TIME_OFFSET;
import static io.ringtail.proto.layout.ClientDescriptor.STATE_OFFSET;
import static io.ringtail.proto.layout.ClientDescriptor.UNPLACED_OFFSET;

import io.ringtail.proto.layout.ClientDescriptor;
import java.util.BitSet;
import org.agrona.concurrent.AtomicBuffer;

/**
 * A record of the client table, seen by the daemon.
 *
 * <p>The file is read when the record is made, and after that only for what the client writes: what the daemon wrote it
 * remembers, since clients can write over it.
 */
final class ClientRecord {
    private final AtomicBuffer memory;
    private final int offset;
    private boolean inUse;
    private int pid;
    private long startTime;
    private int generation;

    ClientRecord(AtomicBuffer memory, int offset) {
        this.memory = memory;
        this.offset = offset;
        this.inUse = memory.getIntVolatile(offset + STATE_OFFSET) == IN_USE;
        this.pid = memory.getInt(offset + PID_OFFSET);
        this.startTime = memory.getLong(offset + START_TIME_OFFSET);
        this.generation = memory.getInt(offset + GENERATION_OFFSET);
        if (inUse && (pid <= 0 || startTime <= 0)) {
            release();
        }
    }

    boolean isInUse() {
        return inUse;
    }

    int pid() {
        return pid;
    }

    int generation() {
        return generation;
    }

    boolean isHeldBy(int itsGeneration, int itsPid, long itsStartTime) {
        return inUse && generation == itsGeneration && pid == itsPid && startTime == itsStartTime;
    }

    boolean isProvenDead(ProcessTable processes) {
        return processes.isProvenDead(pid, startTime);
    }

    void grant(int itsPid, long itsStartTime, int barrier) {
        inUse = true;
        pid = itsPid;
        startTime = itsStartTime;
        generation++;
        memory.putInt(offset + GENERATION_OFFSET, generation);
        memory.putLong(offset + ACKNOWLEDGED_OFFSET, ClientDescriptor.acknowledgement(generation, 0));
        memory.putInt(offset + BARRIER_OFFSET, barrier);
        memory.putInt(offset + PID_OFFSET, pid);
        memory.putLong(offset + START_TIME_OFFSET, startTime);
        memory.putInt(offset + REFUSED_OFFSET, 0);
        memory.putLong(offset + UNPLACED_OFFSET, 0);
        memory.putLong(offset + NO_RING_OFFSET, 0);
        memory.putIntRelease(offset + STATE_OFFSET, IN_USE);
    }

    void release() {
        inUse = false;
        memory.putIntRelease(offset + STATE_OFFSET, FREE);
    }

    /** Pairs with the client's release of its acknowledgement. */
    boolean hasAnswered(long epoch, BitSet cpus) {
        long acknowledged = memory.getLongVolatile(offset + ACKNOWLEDGED_OFFSET);
        boolean reached =
                acknowledged >>> 32 == Integer.toUnsignedLong(generation) && (int) acknowledged - (int) epoch >= 0;
        int refused = memory.getIntVolatile(offset + REFUSED_OFFSET);
        return reached || (refused > 0 && cpus.get(refused - 1));
    }
}
