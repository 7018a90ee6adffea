package io.ringtail.daemon.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.proto.page.EventHeader;
import io.ringtail.proto.page.PageHeader;
import io.ringtail.proto.page.PageIterator;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PageCutTest {
    private static final int PAGES = 20_000;
    private static final int LENGTH = 512;
    private static final int MOST_UNITS = 6;

    private final Random random = new Random(5);
    private final ByteBuffer page = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);

    @Test
    void shouldTakeTheSameEventsWhetherOrNotSomebodyLooksAtThem() {
        int cuts = 0;
        int ends = 0;
        for (int i = 0; i < PAGES; i++) {
            int bytes = fill();
            int room = random.nextInt(3) == 0 ? random.nextInt(LENGTH) : LENGTH;
            int most = random.nextInt(3) == 0 ? random.nextInt(LENGTH) : Integer.MAX_VALUE;
            int[] seen = new int[1];
            PageCut shown = cut(bytes, room, most, (buffer, offset, length) -> seen[0]++);
            PageCut unseen = cut(bytes, room, most, EventVisitor.NONE);
            assertThat(shown.events()).isEqualTo(seen[0]);
            assertThat(unseen.events()).isEqualTo(shown.events());
            assertThat(unseen.dataLength()).isEqualTo(shown.dataLength());
            assertThat(unseen.last()).isEqualTo(shown.last());
            assertThat(unseen.stopped()).isEqualTo(shown.stopped());
            cuts += unseen.stopped() ? 1 : 0;
            ends += unseen.dataLength() == bytes ? 1 : 0;
        }
        assertThat(cuts).isBetween(PAGES / 10, PAGES - PAGES / 10);
        assertThat(ends).isBetween(PAGES / 10, PAGES - PAGES / 10);
    }

    private PageCut cut(int bytes, int room, int most, EventVisitor visitor) {
        PageCut cut = new PageCut();
        cut.fitting(new PageIterator().wrap(page, 0, PageHeader.LENGTH + bytes), page, bytes, room, most, visitor);
        return cut;
    }

    /** Fills the page with events, of which one in ten is of another kind: padding, a time, or no valid one. */
    private int fill() {
        page.putLong(PageHeader.TIME_STAMP_OFFSET, random.nextInt(1 << 30));
        int end = PageHeader.LENGTH + random.nextInt(LENGTH / 2);
        int at = PageHeader.LENGTH;
        while (at < end) {
            int kind = random.nextInt(10) == 0
                    ? random.nextInt(1 << EventHeader.TYPE_BITS)
                    : 1 + random.nextInt(MOST_UNITS);
            page.putInt(at, EventHeader.word(kind, random.nextInt(1 << 20)));
            page.putInt(at + Integer.BYTES, Integer.BYTES * (1 + random.nextInt(MOST_UNITS)));
            at += EventHeader.LENGTH + (kind <= MOST_UNITS && kind > 0 ? kind : 1) * Integer.BYTES;
        }
        page.putLong(PageHeader.COMMIT_OFFSET, at - PageHeader.LENGTH);
        return at - PageHeader.LENGTH;
    }
}
