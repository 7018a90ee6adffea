package io.ringtail.daemon.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.client.ring.RingWriter;
import io.ringtail.proto.layout.BufferMode;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Readers that are opened while a writer stands between two of its steps, and others write on behind it. */
@Timeout(60)
final class OpenedBetweenStepsTest {
    private static final int SUBBUF_SIZE = 4096;
    private static final int PAYLOAD = 48;
    private static final int EVENT_LENGTH = PAYLOAD + 4;
    private static final int EVENTS_A_PAGE = (SUBBUF_SIZE - 16) / EVENT_LENGTH;

    @ParameterizedTest
    @CsvSource({
        "DISCARD, BEGINNING, 0", "DISCARD, BEGINNING, 1", "DISCARD, OLDEST, 0", "DISCARD, OLDEST, 1",
        "OVERWRITE, OLDEST, 0", "OVERWRITE, OLDEST, 1", "OVERWRITE, OLDEST, 9", "OVERWRITE, BEGINNING, 6"
    })
    void shouldTellExactlyWhatIsLost(BufferMode mode, StartAt start, int pagesBefore) {
        boolean stopped = true;
        for (int limit = 0; stopped; limit++) {
            TestRing ring = new TestRing(SUBBUF_SIZE, 4, mode);
            RingWriter others = ring.writer(1);
            int before = pagesBefore * EVENTS_A_PAGE;
            write(ring, others, before);
            AtomicReference<@Nullable RingReader> reader = new AtomicReference<>();
            int stop = limit;
            int[] step = {0};
            new SteppedWriter(ring, 0).write(TestRing.payload(1, PAYLOAD), () -> {
                if (step[0]++ == stop) {
                    write(ring, others, 20);
                    reader.set(ring.ring.openReader(start, mode == BufferMode.DISCARD));
                }
            });
            RingReader opened = reader.get();
            stopped = opened != null;
            if (opened != null) {
                write(ring, others, 5);
                TestRing.Delivered delivered = new TestRing.Delivered();
                ring.drain(opened, delivered);
                assertThat(delivered.events.size() + delivered.lost)
                        .as("stopped before access %d", limit)
                        .isEqualTo(before + 26);
            }
        }
    }

    private static void write(TestRing ring, RingWriter writer, int count) {
        for (int i = 0; i < count; i++) {
            assertThat(ring.write(writer, 2, PAYLOAD)).isTrue();
        }
    }
}
