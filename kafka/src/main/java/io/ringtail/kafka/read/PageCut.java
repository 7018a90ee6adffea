package io.ringtail.kafka.read;

import io.ringtail.proto.page.PageIterator;
import io.ringtail.proto.stream.FrameDescriptor;
import io.ringtail.reader.EventSink;
import io.ringtail.reader.EventView;
import io.ringtail.reader.LossCause;
import io.ringtail.reader.filter.EventSelector;
import io.ringtail.reader.fleet.FleetQuery;
import io.ringtail.reader.format.EventDecoder;
import io.ringtail.reader.tracedat.EventPages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** Lays pages out anew of which only some events are wanted, or whose number of lost events differs from the stored one. */
final class PageCut {
    private final FleetQuery query;
    private final EventSelector selector;
    private final PageIterator events = new PageIterator();
    private final Map<HostBuffer, EventDecoder> decoders = new HashMap<>();
    private boolean wanted;

    /** Receives a page. */
    @FunctionalInterface
    interface Receiver {
        /** Takes a page that begins at an offset of a buffer. */
        void onPage(ByteBuffer page, int offset, int length) throws IOException;
    }

    PageCut(FleetQuery query) {
        this.query = query;
        this.selector = new EventSelector(query.selection());
    }

    /** Whether a page is passed on as it is. */
    boolean isWhole(HeldPage page) {
        if (!page.isWhole() || !query.selection().isAll()) {
            return false;
        }
        if (query.sinceNs() == Long.MIN_VALUE && query.untilNs() == Long.MAX_VALUE) {
            return true;
        }
        events.wrap(page.frame(), FrameDescriptor.PAGE_DATA_OFFSET, page.length());
        while (events.next()) {
            if (!isInWindow(events.timestamp() + page.offsetNs())) {
                return false;
            }
        }
        return true;
    }

    private boolean isInWindow(long wallNs) {
        return wallNs >= query.sinceNs() && wallNs < query.untilNs();
    }

    /** Passes on the wanted events of a page, in as many pages as they take, and the loss before them. */
    void cut(HeldPage page, int cpu, int pageSize, Receiver receiver) throws IOException {
        EventPages pages = new EventPages(pageSize, next -> receiver.onPage(next, next.position(), next.remaining()));
        long lost = page.lost(page.open(events).lostEvents());
        long begin = page.frame().getLong(FrameDescriptor.PAGE_DATA_OFFSET);
        boolean isLost = lost != 0;
        EventDecoder decoder = decoders.computeIfAbsent(page.buffer(), key -> key.decoder(new Choice()));
        while (events.next()) {
            long wallNs = events.timestamp() + page.offsetNs();
            if (isLost) {
                isLost = false;
                begin = events.timestamp();
                // A loss belongs to the event after it, selected or not, and to no other window than that.
                if (isInWindow(wallNs)) {
                    pages.lose(lost);
                }
            }
            if (isInWindow(wallNs) && isSelected(decoder, page, wallNs, cpu)) {
                pages.add(events.timestamp(), page.frame(), events.payloadOffset(), events.payloadLength());
            }
        }
        if (isLost && query.untilNs() == Long.MAX_VALUE) {
            pages.lose(lost);
        }
        pages.flush(begin);
    }

    private boolean isSelected(EventDecoder decoder, HeldPage page, long wallNs, int cpu) {
        if (query.selection().isAll()) {
            return true;
        }
        wanted = false;
        decoder.event(page.frame(), events.payloadOffset(), events.payloadLength(), wallNs, cpu);
        return wanted;
    }

    /** Tells whether an event is wanted. */
    private final class Choice implements EventSink {
        @Override
        public void onEvent(EventView event) {
            wanted = selector.matches(event);
        }

        @Override
        public void onLost(int cpu, long count, LossCause cause) {}

        @Override
        public void onLate(int cpu, long byNs) {}
    }
}
