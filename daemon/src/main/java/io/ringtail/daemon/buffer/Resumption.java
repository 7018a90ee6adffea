package io.ringtail.daemon.buffer;

import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.page.PageHeader;
import io.ringtail.proto.page.PageIterator;
import io.ringtail.proto.stream.Position;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The place where a reader resumes from a position: that position, if the ring still holds the sub-buffer and one of
 * its events ends there; otherwise after that sub-buffer. Events missed this way are lost to the reader, and counted.
 */
final class Resumption {
    private Resumption() {}

    static ReaderStart of(ReaderRing ring, Position position) {
        ReaderStart start = find(ring, position);
        start.losses().owe(position.events(), position.dropped());
        return start;
    }

    private static ReaderStart find(ReaderRing ring, Position position) {
        long newest = ring.current();
        long subbuf = Math.min(position.subbuf(), newest);
        if (position.offset() == 0 || subbuf != position.subbuf()) {
            return atBeginning(ring, subbuf, position);
        }
        PageIterator had = eventsBefore(ring, position);
        int events = 0;
        long time = 0;
        while (had != null && had.next()) {
            events++;
            time = had.timestamp();
        }
        if (had != null) {
            LossAccount losses = LossAccount.resumed(ring, subbuf);
            if (isHeld(ring, subbuf, ring.commitAcquire(subbuf))) {
                losses.count(ring.geometry().slot(subbuf), events);
                // Before the position if the page ends there, by a padding or damage: the reader finds the same end.
                int offset = units(had.position() - PageHeader.LENGTH);
                return new ReaderStart(subbuf, offset, time, losses, position.notBefore());
            }
        }
        return atBeginning(ring, subbuf + 1, position);
    }

    private static ReaderStart atBeginning(ReaderRing ring, long subbuf, Position position) {
        return ReaderStart.beginning(subbuf, LossAccount.resumed(ring, subbuf), position.notBefore());
    }

    private static int units(int bytes) {
        return RingGeometry.HEADER_UNITS + bytes / RingGeometry.UNIT;
    }

    private static boolean isHeld(ReaderRing ring, long subbuf, long commit) {
        return ring.sequence(subbuf) == subbuf && ring.holds(ring.geometry().slot(subbuf), subbuf, commit);
    }

    /**
     * Returns the sub-buffer's events before the position; null if the sub-buffer is not held, or not written that far.
     */
    private static @Nullable PageIterator eventsBefore(ReaderRing ring, Position position) {
        long subbuf = position.subbuf();
        long commit = ring.commitAcquire(subbuf);
        int written =
                Math.min(RingGeometry.committedUnits(commit), ring.geometry().units());
        if (!isHeld(ring, subbuf, commit) || units(position.offset()) > written) {
            return null;
        }
        int bytes = position.offset();
        ByteBuffer page = ByteBuffer.allocate(PageHeader.LENGTH + bytes).order(ByteOrder.LITTLE_ENDIAN);
        int from = ring.geometry().dataOffset(subbuf) + RingGeometry.HEADER_UNITS * RingGeometry.UNIT;
        long timestamp = ring.pageTimestamp(subbuf);
        ring.region().getBytes(from, page, PageHeader.LENGTH, bytes);
        VarHandle.acquireFence();
        if (RingGeometry.committedLap(ring.commitOpaque(subbuf)) != RingGeometry.committedLap(commit)) {
            return null;
        }
        PageHeader.write(page, 0, timestamp, bytes, 0);
        PageIterator events = new PageIterator();
        events.wrap(page, 0, page.capacity());
        return events;
    }
}
