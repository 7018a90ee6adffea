package io.ringtail.proto.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Short events passed at once, beside the same events one by one, in pages of any bytes. */
final class PageIteratorTest {
    private static final int PAGE = 512;
    private static final int ROUNDS = 3000;
    private static final int ALL = Integer.MAX_VALUE;

    private record Event(int position, long timestamp, int payloadOffset, int payloadLength) {
        static Event of(PageIterator page) {
            return new Event(page.position(), page.timestamp(), page.payloadOffset(), page.payloadLength());
        }
    }

    /** A percentage of the words has any bits; the others begin short events. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 50, 100})
    void shouldPassTheEventsThatOneByOneAreFound(int wild) {
        SplittableRandom random = new SplittableRandom(wild);
        for (int round = 0; round < ROUNDS; round++) {
            ByteBuffer bytes = page(random, wild);
            PageIterator single = new PageIterator().wrap(bytes, 0, PAGE);
            List<Event> events = events(single);
            PageIterator passing = new PageIterator().wrap(bytes, 0, PAGE);
            int seen = 0;
            int passed;
            boolean more;
            do {
                passed = passing.nextShort(random.nextInt(4) == 0 ? random.nextInt(PAGE + 8) : ALL);
                seen += passed;
                if (passed > 0) {
                    assertThat(Event.of(passing)).isEqualTo(events.get(seen - 1));
                }
                more = passing.next();
                if (more) {
                    seen++;
                    assertThat(Event.of(passing)).isEqualTo(events.get(seen - 1));
                }
            } while (more);
            assertThat(seen).isEqualTo(events.size());
            assertThat(passing.damaged()).isEqualTo(single.damaged());
            assertThat(passing.position()).isEqualTo(single.position());
            assertThat(passing.timestamp()).isEqualTo(single.timestamp());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 50})
    void shouldPassNoEventThatEndsBehindTheLimit(int wild) {
        SplittableRandom random = new SplittableRandom(wild);
        for (int round = 0; round < ROUNDS; round++) {
            ByteBuffer bytes = page(random, wild);
            int limit = random.nextInt(PAGE + 8);
            PageIterator passing = new PageIterator().wrap(bytes, 0, PAGE);
            int passed = passing.nextShort(limit);
            List<Event> events = events(new PageIterator().wrap(bytes, 0, PAGE));
            assertThat(passing.position()).isLessThanOrEqualTo(Math.max(PageHeader.LENGTH, limit));
            if (wild == 0) {
                long fitting = events.stream()
                        .filter(event -> event.position() <= limit)
                        .count();
                assertThat(passed).isEqualTo((int) fitting);
            }
        }
    }

    private static List<Event> events(PageIterator page) {
        List<Event> events = new ArrayList<>();
        while (page.next()) {
            events.add(Event.of(page));
        }
        return events;
    }

    private static ByteBuffer page(SplittableRandom random, int wild) {
        ByteBuffer page = ByteBuffer.allocate(PAGE).order(ByteOrder.LITTLE_ENDIAN);
        page.putLong(0, random.nextLong()).putLong(Long.BYTES, random.nextInt(PAGE - PageHeader.LENGTH + 1));
        for (int at = PageHeader.LENGTH; at < PAGE; ) {
            int words = 1 + random.nextInt(EventHeader.PADDING - 1);
            boolean any = random.nextInt(100) < wild;
            page.putInt(
                    at, any ? random.nextInt() : EventHeader.word(words, random.nextInt(1 << EventHeader.DELTA_BITS)));
            at += any ? Integer.BYTES : EventHeader.LENGTH + words * Integer.BYTES;
        }
        return page;
    }
}
