package io.ringtail.reader.tracedat;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.proto.page.PageHeader;
import io.ringtail.proto.page.PageIterator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EventPagesTest {
    private static final int PAGE = 4096;

    private final List<String> read = new ArrayList<>();
    private final EventPages pages = new EventPages(PAGE, this::read);
    private int pageCount;

    private void read(ByteBuffer page) {
        assertThat(page.remaining()).isEqualTo(PAGE);
        PageIterator events = new PageIterator().wrap(page, 0, PAGE);
        pageCount++;
        if (events.lostEvents() != 0) {
            read.add("lost " + events.lostEvents());
        }
        while (events.next()) {
            read.add(text(events.timestamp(), events.payloadLength(), page.getInt(events.payloadOffset())));
        }
        assertThat(events.damaged()).isFalse();
    }

    private static String text(long timestamp, int length, int first) {
        return timestamp + " " + length + " " + first;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void shouldKeepTimesPayloadsAndLosses(int seed) throws IOException {
        Random random = new Random(seed);
        ByteBuffer from = ByteBuffer.allocate(PAGE).order(ByteOrder.LITTLE_ENDIAN);
        List<String> expected = new ArrayList<>();
        long time = seed == 4 ? (1L << 62) + 5 : 1_000;
        long lost = 0;
        for (int i = 0; i < 5_000; i++) {
            time += 1L << random.nextInt(i % 50 == 0 ? 40 : 27);
            time -= i % 97 == 0 ? 1000 : 0;
            int length = 4 * (1 + random.nextInt(i % 10 == 0 ? 900 : 40));
            if (random.nextInt(20) == 0) {
                long count = 1L + random.nextInt(1000);
                pages.lose(count);
                lost += count;
            }
            if (lost > 0) {
                expected.add("lost " + lost);
                lost = 0;
            }
            from.putInt(8, i);
            pages.add(time, from, 8, length);
            expected.add(text(time, length, i));
        }
        pages.lose(3);
        pages.flush();
        expected.add("lost 3");
        assertThat(read).isEqualTo(expected);
    }

    @Test
    void shouldFillPages() throws IOException {
        ByteBuffer from = ByteBuffer.allocate(16);
        for (int i = 0; i < (PAGE - PageHeader.LENGTH) / 20 * 3; i++) {
            pages.add(i, from, 0, 16);
        }
        pages.flush();
        assertThat(pageCount).isEqualTo(3);
    }

    @Test
    void shouldTellALossWithoutItsNumberWhereThereIsNoRoomForIt() throws IOException {
        ByteBuffer from = ByteBuffer.allocate(PAGE);
        int most = PAGE - PageHeader.LENGTH - 8;
        pages.lose(7);
        pages.add(1, from, 0, most);
        pages.lose(7);
        pages.add(2, from, 0, most - 8);
        pages.lose(-1);
        pages.lose(7);
        pages.add(3, from, 0, 8);
        pages.flush();
        assertThat(read)
                .containsExactly("lost -1", text(1, most, 0), "lost 7", text(2, most - 8, 0), "lost -1", text(3, 8, 0));
    }
}
