package io.ringtail.reader.tracedat;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.proto.page.EventHeader;
import io.ringtail.proto.page.PageHeader;
import io.ringtail.proto.page.PageIterator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PageJoinerTest {
    private static final int SIZE = 4096;
    private static final int EVENT = 12;

    /** A whole page as it was passed on. */
    private record Page(long timestamp, int events, long lost) {}

    private final List<Page> pages = new ArrayList<>();
    private final PageJoiner joiner = new PageJoiner(SIZE, this::take);

    private void take(ByteBuffer page) {
        PageIterator iterator = new PageIterator().wrap(page, 0, SIZE);
        long timestamp = iterator.timestamp();
        long lost = iterator.lostEvents();
        int events = 0;
        while (iterator.next()) {
            events++;
        }
        assertThat(iterator.damaged()).isFalse();
        pages.add(new Page(timestamp, events, lost));
    }

    private void add(long subbuf, int start, int events, long timestamp, long lost) throws IOException {
        ByteBuffer part = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < events; i++) {
            part.putInt(PageHeader.LENGTH + i * EVENT, EventHeader.word(2, 1));
        }
        int length = PageHeader.write(part, 0, timestamp, events * EVENT, lost);
        joiner.add(subbuf, start, start + events * EVENT, part, 0, length, lost);
    }

    @Test
    void shouldJoinConsecutivePartsOfASubBuffer() throws IOException {
        add(3, 0, 5, 100, 7);
        add(3, 5 * EVENT, 2, 105, 0);
        add(4, 0, 1, 200, 0);
        joiner.flush();
        assertThat(pages).containsExactly(new Page(100, 7, 7), new Page(200, 1, 0));
    }

    @Test
    void shouldBeginAPageWhereEventsWereLost() throws IOException {
        add(3, 0, 5, 100, 0);
        add(3, 9 * EVENT, 2, 105, 4);
        joiner.flush();
        assertThat(pages).containsExactly(new Page(100, 5, 0), new Page(105, 2, 4));
    }

    @Test
    void shouldGiveALossWithoutEventsToThePartBehindIt() throws IOException {
        add(3, 0, 0, 100, 4);
        add(5, 0, 2, 300, 5);
        add(5, 2 * EVENT, 1, 302, 0);
        add(6, 0, 0, 400, 1);
        joiner.flush();
        assertThat(pages).containsExactly(new Page(300, 3, 9), new Page(400, 0, 1));
    }

    @Test
    void shouldKeepALossApartWhereThePartBehindItHasNoRoomForItsNumber() throws IOException {
        int full = (SIZE - PageHeader.LENGTH) / EVENT;
        add(3, 0, 0, 100, 4);
        add(4, 0, full, 200, 0);
        joiner.flush();
        assertThat(pages).containsExactly(new Page(100, 0, 4), new Page(200, full, 0));
    }
}
