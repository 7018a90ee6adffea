package io.ringtail.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The records that threads borrow. */
class ThreadsTest {
    private final Threads threads = new Threads();
    private final Thread current = Thread.currentThread();

    @Test
    void shouldLendVirtualThreadsARecordAgainOnceItsEventHasEnded() {
        EventRecord record = threads.lend(current);
        assertThat(threads.lend(current)).isNotSameAs(record);
        assertThat(record.begin(null).commit()).isFalse();
        assertThat(threads.lend(current)).isSameAs(record);
    }

    @Test
    void shouldNotLendVirtualThreadsTheRecordWithAPlatformThreadsMeansToReadItsCpu() {
        EventRecord record = threads.lendable();
        for (int i = 0; i < 2; i++) {
            record.lendTo(current);
            assertThat(record.begin(null).commit()).isFalse();
            assertThat(threads.lend(current)).isNotSameAs(record);
        }
    }
}
