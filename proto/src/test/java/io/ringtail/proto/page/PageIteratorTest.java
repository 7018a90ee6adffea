package io.ringtail.proto.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PageIteratorTest {
    private static final int PAGES = 20_000;
    private static final int LENGTH = 512;
    private static final int MOST_UNITS = 6;
    private static final int MOST_BYTES = (1 + MOST_UNITS) * Integer.BYTES;

    private final Random random = new Random(7);
    private final ByteBuffer page = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);

    @Test
    void shouldComeToTheSameEndAtOnceAsEventByEvent() {
        int events = 0;
        int damaged = 0;
        for (int i = 0; i < PAGES; i++) {
            fill(i % 4 == 0 ? 1 : 100);
            PageIterator each = new PageIterator().wrap(page, 0, LENGTH);
            PageIterator once = new PageIterator().wrap(page, 0, LENGTH);
            int before = random.nextInt(4);
            for (int n = 0; n < before; n++) {
                assertThat(once.next()).isEqualTo(each.next());
            }
            int count = 0;
            while (each.next()) {
                count++;
            }
            assertThat(once.last()).isEqualTo(count);
            assertSame(once, each);
            assertThat(once.last()).isZero();
            assertSame(once, each);
            events += count;
            damaged += each.damaged() ? 1 : 0;
        }
        assertThat(events).isGreaterThan(5 * PAGES);
        assertThat(damaged).isBetween(PAGES / 10, PAGES - PAGES / 10);
    }

    private static void assertSame(PageIterator one, PageIterator other) {
        assertThat(one.timestamp()).isEqualTo(other.timestamp());
        assertThat(one.position()).isEqualTo(other.position());
        assertThat(one.damaged()).isEqualTo(other.damaged());
        assertThat(one.payloadOffset()).isEqualTo(other.payloadOffset());
        assertThat(one.payloadLength()).isEqualTo(other.payloadLength());
    }

    /** Fills the page with words of events, of which one in so many is of any type, any length and any time. */
    private void fill(int anyEvery) {
        page.putLong(PageHeader.TIME_STAMP_OFFSET, random.nextLong());
        int end = PageHeader.LENGTH + random.nextInt(LENGTH - PageHeader.LENGTH - MOST_BYTES);
        int at = PageHeader.LENGTH;
        while (at < end) {
            int units = 1 + random.nextInt(MOST_UNITS);
            boolean any = random.nextInt(anyEvery) == 0;
            page.putInt(at, any ? random.nextInt() : EventHeader.word(units, random.nextInt(1 << 20)));
            page.putInt(at + Integer.BYTES, random.nextInt(64));
            at += EventHeader.LENGTH + units * Integer.BYTES;
        }
        page.putLong(PageHeader.COMMIT_OFFSET, at - PageHeader.LENGTH);
    }
}
