package io.ringtail.kafka.ship;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.proto.page.PageHeader;
import io.ringtail.proto.page.PageIterator;
import io.ringtail.proto.page.PageWriter;
import io.ringtail.proto.stream.FrameDescriptor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Parts of a sub-buffer, joined into the frame of one page. */
final class JoinedPageTest {
    private static final int SUBBUF = 4096;
    private static final int EVENT = 12;

    private final JoinedPage page = new JoinedPage(SUBBUF);
    private int length;

    /** A part with events of eight bytes, at one ns after the other. */
    private ByteBuffer part(long beginNs, int events, long lost) {
        ByteBuffer part = ByteBuffer.allocate(SUBBUF).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer payload = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        PageWriter writer = new PageWriter();
        writer.begin(part, beginNs);
        for (int i = 1; i <= events; i++) {
            writer.add(beginNs + i, payload.putLong(0, beginNs + i), 0, 8);
        }
        length = PageHeader.write(part, 0, writer.base(), writer.length() - PageHeader.LENGTH, lost);
        return part;
    }

    private boolean add(long subbuf, int start, long beginNs, int events, long lost) {
        ByteBuffer part = part(beginNs, events, lost);
        return page.add(subbuf, start, start + events * EVENT, part, 0, length, 7);
    }

    private static List<Long> times(byte[] bytes) {
        ByteBuffer frame = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(frame.getInt(FrameDescriptor.LENGTH_OFFSET)).isEqualTo(bytes.length);
        PageIterator events = new PageIterator();
        events.wrap(frame, FrameDescriptor.PAGE_DATA_OFFSET, bytes.length - FrameDescriptor.PAGE_DATA_OFFSET);
        List<Long> times = new ArrayList<>();
        while (events.next()) {
            assertThat(frame.getLong(events.payloadOffset())).isEqualTo(events.timestamp());
            times.add(events.timestamp());
        }
        assertThat(events.damaged()).isFalse();
        times.add(events.lostEvents());
        return times;
    }

    @Test
    void shouldJoinPartsThatContinueEachOther() {
        assertThat(add(3, 0, 100, 2, 9)).isTrue();
        assertThat(add(3, 2 * EVENT, 102, 3, 0)).isTrue();
        assertThat(page.events()).isEqualTo(5);
        assertThat(page.lost()).isEqualTo(9);
        assertThat(page.lastNs()).isEqualTo(105);
        byte[] frame = page.take(1);
        assertThat(times(frame)).containsExactly(101L, 102L, 103L, 104L, 105L, 9L);
        ByteBuffer head = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(head.getShort(FrameDescriptor.CPU_OFFSET)).isEqualTo((short) 1);
        assertThat(head.getLong(FrameDescriptor.PAGE_SUBBUF_OFFSET)).isEqualTo(3);
        assertThat(head.getInt(FrameDescriptor.PAGE_START_OFFSET)).isZero();
        assertThat(head.getInt(FrameDescriptor.PAGE_END_OFFSET)).isEqualTo(5 * EVENT);
        assertThat(page.isOpen()).isFalse();
    }

    @Test
    void shouldNotJoinWhatDoesNotContinueIt() {
        add(3, 0, 100, 2, 0);
        assertThat(add(4, 0, 200, 2, 0)).as("another sub-buffer").isFalse();
        assertThat(add(3, 5 * EVENT, 200, 2, 0)).as("a gap").isFalse();
        assertThat(add(3, 2 * EVENT, 102, 2, 1)).as("a loss between").isFalse();
        assertThat(times(page.take(0))).containsExactly(101L, 102L, 0L);
        assertThat(add(4, 0, 200, 2, 0)).isTrue();
    }

    @Test
    void shouldKeepALossWithoutEventsForThePartThatContinuesIt() {
        add(3, 0, 50, 0, 5);
        assertThat(add(3, 0, 100, 1, 0)).isTrue();
        assertThat(times(page.take(0))).containsExactly(101L, 5L);
        add(3, 0, 50, 0, 5);
        assertThat(times(page.take(0))).containsExactly(5L);
    }

    @Test
    void shouldNeverBecomeLargerThanASubbuffer() {
        int most = (SUBBUF - PageHeader.LENGTH - Long.BYTES) / EVENT;
        add(3, 0, 100, most, 4);
        assertThat(add(3, most * EVENT, 100 + most, 1, 0)).isFalse();
        byte[] frame = page.take(0);
        assertThat(frame.length).isLessThanOrEqualTo(FrameDescriptor.PAGE_DATA_OFFSET + SUBBUF);
        assertThat(times(frame)).hasSize(most + 1).endsWith(4L);
    }

    @Test
    void shouldMakeAFrameWithoutEvents() {
        assertThat(times(JoinedPage.empty(2, 3, 16, 99))).containsExactly(0L);
    }
}
