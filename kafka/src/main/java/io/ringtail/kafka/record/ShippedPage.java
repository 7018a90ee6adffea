package io.ringtail.kafka.record;

import io.ringtail.proto.page.PageHeader;
import io.ringtail.proto.stream.ClockReading;
import io.ringtail.proto.stream.FrameDescriptor;
import io.ringtail.proto.stream.Position;
import io.ringtail.proto.stream.StreamHeader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * A record with a page: its value is the PAGE frame of {@code /stream}, its headers are the rest of what a receiver needs
 * to count it. A page without events only moves the position: the shipper did not want the events there.
 *
 * <p>{@link #begin} is the {@link #end} of the session's record before. So, unless the shipper leaves events out, the
 * page's events and the losses that it states are together what the counts of both positions differ by.
 */
public final class ShippedPage implements PagesRecord {
    private static final int MAX_DATA = FrameDescriptor.MAX_FRAME - FrameDescriptor.PAGE_DATA_OFFSET;

    private final PageKey key;
    private final long session;
    private final long generation;
    private final int formats;
    private final Position begin;
    private final Position end;
    private final ClockReading clock;
    private final byte[] frame;

    /**
     * Creates a record.
     *
     * @param formats how many formats were in {@code PREFIX.meta} before the page was shipped
     * @param begin the position before the page
     * @param end the position after the page
     * @param clock a moment on the clock of the page's times and on the wall clock
     * @param frame the PAGE frame, which is not copied
     */
    public ShippedPage(
            PageKey key,
            long session,
            long generation,
            int formats,
            Position begin,
            Position end,
            ClockReading clock,
            byte[] frame) {
        this.key = key;
        this.session = session;
        this.generation = generation;
        this.formats = formats;
        this.begin = begin;
        this.end = end;
        this.clock = clock;
        this.frame = frame;
    }

    static ShippedPage parse(PageKey key, byte[] value, Headers headers) throws MalformedRecordException {
        checkFrame(key.cpu(), ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN));
        ShippedPage page = new ShippedPage(
                key,
                SessionNumber.checked(PageHeaders.longOf(headers, PageHeaders.SESSION)),
                PageHeaders.longOf(headers, PageHeaders.GENERATION),
                PageHeaders.countOf(headers, PageHeaders.FORMATS),
                PageHeaders.positionOf(headers, PageHeaders.BEGIN),
                PageHeaders.positionOf(headers, PageHeaders.END),
                PageHeaders.clockOf(headers),
                value);
        if (page.end.events() < page.begin.events() || page.end.dropped() < page.begin.dropped()) {
            throw new MalformedRecordException("a page ends at " + page.end + ", before its begin at " + page.begin);
        }
        return page;
    }

    /**
     * Checks the page against its ring buffer's geometry.
     *
     * @param hello the first frame of the ring buffer's streams
     * @throws MalformedRecordException if the page fits no sub-buffer, or there is no such CPU
     */
    public void check(StreamHeader hello) throws MalformedRecordException {
        int length = frame.length - FrameDescriptor.PAGE_DATA_OFFSET;
        int pageEnd = frame().getInt(FrameDescriptor.PAGE_END_OFFSET);
        if (length > hello.subbufSize() || pageEnd > hello.subbufSize() - PageHeader.LENGTH) {
            throw new MalformedRecordException("a page of " + length + " bytes that ends at " + pageEnd
                    + " of a sub-buffer, but " + key.host() + " has sub-buffers of " + hello.subbufSize());
        }
        if (key.cpu() >= hello.possibleCpus()) {
            throw new MalformedRecordException(
                    "a page of CPU " + key.cpu() + ", but " + key.host() + " has " + hello.possibleCpus() + " CPUs");
        }
    }

    private static void checkFrame(int cpu, ByteBuffer frame) throws MalformedRecordException {
        int length = frame.capacity();
        if (length < FrameDescriptor.PAGE_DATA_OFFSET + PageHeader.LENGTH || length > FrameDescriptor.MAX_FRAME) {
            throw new MalformedRecordException("a page's frame has " + length + " bytes");
        }
        if (frame.getInt(FrameDescriptor.LENGTH_OFFSET) != length) {
            throw new MalformedRecordException("a frame of " + length + " bytes says that it has "
                    + Integer.toUnsignedString(frame.getInt(FrameDescriptor.LENGTH_OFFSET)));
        }
        int type = frame.get(FrameDescriptor.TYPE_OFFSET) & 0xff;
        int ofCpu = Short.toUnsignedInt(frame.getShort(FrameDescriptor.CPU_OFFSET));
        if (type != FrameDescriptor.PAGE || ofCpu != cpu) {
            throw new MalformedRecordException(
                    "a frame of type " + type + " and CPU " + ofCpu + ", not " + FrameDescriptor.PAGE + " and " + cpu);
        }
        int from = frame.getInt(FrameDescriptor.PAGE_START_OFFSET);
        int to = frame.getInt(FrameDescriptor.PAGE_END_OFFSET);
        if (from < 0 || to < from || to > MAX_DATA) {
            throw new MalformedRecordException("a page from " + from + " to " + to + " of a sub-buffer");
        }
    }

    @Override
    public PageKey key() {
        return key;
    }

    @Override
    public long session() {
        return session;
    }

    @Override
    public long generation() {
        return generation;
    }

    /** Returns how many formats were in {@code PREFIX.meta} before this page was shipped. */
    public int formats() {
        return formats;
    }

    /** Returns the position in the CPU's ring before this page. */
    public Position begin() {
        return begin;
    }

    /** Returns the position in the CPU's ring after this page, from which a shipper resumes. */
    public Position end() {
        return end;
    }

    /** Returns a moment on the clock of the page's times and on the wall clock. */
    public ClockReading clock() {
        return clock;
    }

    /** Returns the PAGE frame; the page lies at {@link FrameDescriptor#PAGE_DATA_OFFSET}. */
    public ByteBuffer frame() {
        return ByteBuffer.wrap(frame).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public List<Header> headers() {
        return List.of(
                PageHeaders.ofKey(key),
                PageHeaders.ofLong(PageHeaders.SESSION, session),
                PageHeaders.ofLong(PageHeaders.GENERATION, generation),
                PageHeaders.ofPosition(PageHeaders.BEGIN, begin),
                PageHeaders.ofPosition(PageHeaders.END, end),
                PageHeaders.ofClock(clock),
                PageHeaders.ofInt(PageHeaders.FORMATS, formats));
    }

    @Override
    public byte[] value() {
        return frame;
    }
}
