package io.ringtail.daemon.buffer;

import io.ringtail.proto.layout.RingGeometry;

/**
 * The words of one CPU's ring as seen in one look. A reader that has caught up finds nothing more until one of them
 * changes. For one thread at a time.
 *
 * <p>Each word is read on its own, with acquire; what the look sees, a poll after it sees too. A fence changes the time
 * in {@code reserve} and nothing that a reader could receive, so only the position is kept. A position repeats after 2³⁶
 * units, which no writer reserves between two looks.
 */
public final class RingMark {
    private static final long NO_RING = -1;

    /** Which of the CPU's rings it is: another one may have the same words. */
    private int ringsBefore;

    private long position = NO_RING;
    private long subbuf = NO_RING;
    private long commit;
    private long dropped;
    private boolean online;

    /** Looks at a CPU's ring, which may not exist yet. */
    public void look(BufferFile buffer, int cpu) {
        ReaderRing ring = buffer.ring(cpu);
        if (ring != null) {
            look(ring);
        }
        online = buffer.online(cpu);
    }

    private void look(ReaderRing ring) {
        ringsBefore = ring.ringsBefore();
        position = RingGeometry.position(ring.reserveAcquire());
        subbuf = ring.geometry().subbuf(position);
        commit = ring.commitAcquire(subbuf);
        dropped = ring.dropped();
    }

    /** Returns whether a reader that had caught up at the other mark may find something. */
    public boolean differsFrom(RingMark other) {
        return ringsBefore != other.ringsBefore
                || position != other.position
                || commit != other.commit
                || dropped != other.dropped
                || online != other.online;
    }

    /** Returns whether the writers are in another sub-buffer, or the CPU's state is another one. */
    public boolean turnedSince(RingMark other) {
        return ringsBefore != other.ringsBefore || subbuf != other.subbuf || online != other.online;
    }

    /** Becomes a copy of the other mark. */
    public void set(RingMark other) {
        ringsBefore = other.ringsBefore;
        position = other.position;
        subbuf = other.subbuf;
        commit = other.commit;
        dropped = other.dropped;
        online = other.online;
    }
}
