package io.ringtail.kafka.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/** Which sessions some shipper may have begun. */
final class SessionNumberTest {
    private static final PageKey KEY = new PageKey("a", new UUID(1, 2), 0);
    private static final long NOW = ns("2027-03-04T05:06:07Z");

    private static long ns(String time) {
        return TimeUnit.SECONDS.toNanos(Instant.parse(time).getEpochSecond());
    }

    @Test
    void shouldBeAnyTimeThatSomeClockMayHaveHad() throws Exception {
        for (long session : new long[] {Long.MIN_VALUE, 0, 1, NOW, ns("2037-03-01T00:00:00Z")}) {
            assertThat(SessionNumber.checked(session, NOW)).isEqualTo(session);
        }
    }

    @Test
    void shouldNotBeFarAheadOfThePresent() {
        assertThatThrownBy(() -> SessionNumber.checked(ns("2037-03-06T00:00:00Z"), NOW))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining(
                        "began at 2037-03-06T00:00:00Z, more than ten years ahead of this machine's clock");
    }

    @Test
    void shouldBeThatOfAnotherHostWhereTheClockWasNeverSet() throws Exception {
        assertThat(SessionNumber.checked(NOW, 0)).isEqualTo(NOW);
    }

    @Test
    void shouldBeCheckedInAllRecordsThatHaveOne() {
        RecordHeaders headers = new RecordHeaders();
        new Claim(KEY, Long.MAX_VALUE - 1, 1).headers().forEach(headers::add);
        assertThatThrownBy(() -> PagesRecord.parse(KEY.bytes(), null, headers))
                .isInstanceOf(MalformedRecordException.class);
        assertThatThrownBy(() -> Checkpoints.parse(new Checkpoints(Long.MAX_VALUE - 1, List.of()).bytes()))
                .isInstanceOf(MalformedRecordException.class);
    }
}
