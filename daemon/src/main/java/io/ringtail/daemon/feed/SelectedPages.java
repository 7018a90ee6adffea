package io.ringtail.daemon.feed;

import io.ringtail.daemon.buffer.EventVisitor;
import io.ringtail.daemon.buffer.PageInfo;
import io.ringtail.proto.page.PageHeader;
import io.ringtail.proto.page.PageIterator;
import io.ringtail.proto.page.PageWriter;
import io.ringtail.reader.EventSink;
import io.ringtail.reader.EventView;
import io.ringtail.reader.LossCause;
import io.ringtail.reader.filter.EventSelector;
import io.ringtail.reader.filter.Selection;
import io.ringtail.reader.merge.MergedEvents;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Function;

/**
 * Writes pages anew without the events that a receiver does not want. What remains is a valid page: its events have their
 * own times, and its number of lost events is unchanged, since an event that is left out is not lost.
 *
 * <p>A page that continues a sub-buffer begins at the time of the last event sent of it, and not at that of the event
 * before: the receiver may join both, and then counts the first event's time from there. What an earlier feed sent to a
 * receiver that resumes is not known here: the first event of a part that may continue it has an absolute time, for
 * which there is room, since the events before it are not in the page.
 */
final class SelectedPages implements PageFilter, EventSink {
    /** A copy of the page that is written anew: one for each thread, whose receivers need it by turns. */
    private static final ThreadLocal<ByteBuffer> COPY = ThreadLocal.withInitial(() -> ByteBuffer.allocate(0));

    private final EventSelector selector;
    private final MergedEvents decoder;
    private final EventVisitor visitor;
    private final PageIterator events = new PageIterator();
    private final PageWriter writer = new PageWriter();
    private boolean wanted;
    private int kept;
    private int startOffset;

    /**
     * Creates a filter.
     *
     * @param decoders returns a decoder for a sink
     * @param visitor is shown the events that remain
     */
    SelectedPages(Function<EventSink, MergedEvents> decoders, Selection selection, EventVisitor visitor) {
        this.selector = new EventSelector(selection);
        this.decoder = decoders.apply(this);
        this.visitor = visitor;
    }

    /** What was sent last of a CPU: up to where in which sub-buffer, and the time of its last event. */
    static final class Sent {
        private long subbuf = -1;
        private int endOffset;
        private long lastNs;
    }

    @Override
    public int apply(CpuFeed cpuFeed, ByteBuffer page, int length) {
        ByteBuffer source = copy(page, length);
        long lost = events.wrap(source, 0, length).lostEvents();
        PageInfo info = cpuFeed.reader().page();
        Sent sent = cpuFeed.sent();
        boolean continues = sent.subbuf == info.subbuf() && lost == 0;
        writer.begin(page, continues ? sent.lastNs : source.getLong(PageHeader.TIME_STAMP_OFFSET));
        if (!continues && lost == 0 && info.startOffset() > 0) {
            writer.stampNext();
        }
        kept = 0;
        while (events.next()) {
            decoder.onEvent(cpuFeed.cpu(), source, events);
            if (wanted) {
                writer.add(events.timestamp(), source, events.payloadOffset(), events.payloadLength());
                visitor.onEvent(source, events.payloadOffset(), events.payloadLength());
                kept++;
            }
        }
        if (kept == 0 && lost == 0) {
            return 0;
        }
        startOffset = continues ? sent.endOffset : info.startOffset();
        sent.subbuf = info.subbuf();
        sent.endOffset = info.endOffset();
        sent.lastNs = writer.lastTime();
        return PageHeader.write(page, 0, writer.base(), writer.length() - PageHeader.LENGTH, lost);
    }

    private static ByteBuffer copy(ByteBuffer page, int length) {
        ByteBuffer copy = COPY.get();
        if (copy.capacity() < length) {
            copy = ByteBuffer.allocate(page.capacity()).order(ByteOrder.LITTLE_ENDIAN);
            COPY.set(copy);
        }
        return copy.put(0, page, 0, length);
    }

    @Override
    public int kept() {
        return kept;
    }

    @Override
    public long lastNs() {
        return kept == 0 ? Long.MIN_VALUE : writer.lastTime();
    }

    @Override
    public int startOffset() {
        return startOffset;
    }

    @Override
    public boolean leavesOut() {
        return true;
    }

    @Override
    public void onEvent(EventView event) {
        wanted = selector.matches(event);
    }

    @Override
    public void onLost(int cpu, long count, LossCause cause) {}

    @Override
    public void onLate(int cpu, long byNs) {}
}
