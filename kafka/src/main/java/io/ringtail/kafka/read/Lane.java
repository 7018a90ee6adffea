package io.ringtail.kafka.read;

import io.ringtail.kafka.record.Progress;
import io.ringtail.proto.page.PageIterator;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The pages of one CPU that wait for their turn, in the order of their events. */
final class Lane {
    private final int cpu;
    private final Progress progress = new Progress();
    private final Deque<HeldPage> pages = new ArrayDeque<>();
    private final PageIterator events = new PageIterator();
    private @Nullable HeldPage head;
    private boolean atEvent;
    private long lost;
    private boolean uncounted;

    Lane(int cpu) {
        this.cpu = cpu;
    }

    int cpu() {
        return cpu;
    }

    /** Returns how far the records of the CPU have come. */
    Progress progress() {
        return progress;
    }

    void add(HeldPage page) {
        pages.addLast(page);
    }

    /** Whether an event is ready, after {@link #settle}. */
    boolean hasEvent() {
        return atEvent;
    }

    /** Returns the wall-clock time of the ready event, ns since 1970. */
    long wallNs() {
        return events.timestamp() + page().offsetNs();
    }

    PageIterator events() {
        return events;
    }

    /** Returns the page of the ready event. */
    HeldPage page() {
        return Objects.requireNonNull(head);
    }

    ByteBuffer bytes() {
        return page().frame();
    }

    /** Leaves the ready event. */
    void advance() {
        atEvent = false;
    }

    /**
     * Moves to the next event if none is ready, and adds up what was lost before it.
     *
     * @return the bytes of the pages that were left
     */
    long settle() {
        long left = 0;
        while (!atEvent) {
            if (head != null && events.next()) {
                atEvent = true;
                break;
            }
            if (head != null) {
                left += head.frame().capacity();
                head.release();
            }
            head = pages.pollFirst();
            if (head == null) {
                break;
            }
            long before = head.open(events).lostEvents();
            long unreported = head.lost(before);
            lost += Math.max(0, unreported);
            uncounted |= unreported < 0;
        }
        return left;
    }

    /** Whether a loss has not been reported. */
    boolean hasLost() {
        return lost > 0 || uncounted;
    }

    /** Returns how many events were lost before the ready one, and takes them for reported. */
    long takeLost() {
        long taken = lost;
        lost = 0;
        return taken;
    }

    /** Whether events of unknown number were lost, too; takes them for reported. */
    boolean takeUncounted() {
        boolean taken = uncounted;
        uncounted = false;
        return taken;
    }
}
