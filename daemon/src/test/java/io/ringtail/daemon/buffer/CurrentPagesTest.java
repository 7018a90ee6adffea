package io.ringtail.daemon.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.client.ring.RingWriter;
import io.ringtail.proto.layout.BufferMode;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is read at one moment of a full ring, from which events are dropped all the time. */
@Timeout(30)
class CurrentPagesTest {
    private static final int MANY = 1000;
    private static final int LENGTH = 48;

    private final TestRing ring = new TestRing(4096, 4, BufferMode.DISCARD);
    private final RingWriter writer = ring.writer(0);

    @Test
    void shouldEndWhileEventsAreDropped() throws Exception {
        int written = ring.writeMany(writer, MANY, LENGTH);
        AtomicInteger pages = new AtomicInteger();
        List<RingAccount> accounts = read(pages);
        assertThat(accounts).singleElement().satisfies(account -> {
            assertThat(account.events()).isEqualTo(written);
            assertThat(account.lost()).isGreaterThanOrEqualTo(MANY - written);
        });
        assertThat(pages).hasValueLessThan(10);
    }

    @Test
    void shouldAlsoReadTheRingThatHasReplacedIt() throws Exception {
        TestRing next = new TestRing(4096, 4, BufferMode.DISCARD);
        int written = ring.writeMany(writer, MANY, LENGTH);
        ring.ring.closeFor(next.ring);
        written += next.writeMany(next.writer(0), 1, LENGTH);
        long dropped = next.ring.statistics().dropped();
        int all = written;
        assertThat(read(new AtomicInteger())).singleElement().satisfies(account -> {
            assertThat(account.events()).isEqualTo(all);
            assertThat(account.lost()).isEqualTo(dropped).isPositive();
        });
    }

    /** Reads everything, while an event is dropped with each page. */
    private List<RingAccount> read(AtomicInteger pages) throws Exception {
        try (CurrentPages current = new CurrentPages(List.of(ring.ring), ring.geometry)) {
            return current.read((cpu, subbuf, start, end, page, length) -> {
                ring.write(writer, 0, LENGTH);
                if (pages.incrementAndGet() > MANY) {
                    throw new IllegalStateException("no end after " + pages + " pages");
                }
            });
        }
    }
}
