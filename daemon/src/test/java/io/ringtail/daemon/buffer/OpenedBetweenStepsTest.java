package io.ringtail.daemon.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.client.ring.RingWriter;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.stream.Position;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Readers that are opened while a writer is stopped between two of its steps, and others continue to write. */
@Timeout(120)
final class OpenedBetweenStepsTest {
    private static final int SUBBUF_SIZE = 4096;
    private static final int PAYLOAD = 48;
    private static final int EVENT_LENGTH = PAYLOAD + 4;
    private static final int EVENTS_A_PAGE = (SUBBUF_SIZE - 16) / EVENT_LENGTH;

    /** A ring in which one writer is stopped before one of its accesses to shared memory. */
    private record Trial(BufferMode mode, int pagesBefore, int eventsMeanwhile) {
        /** Opens a reader at one access; returns null if the writer makes fewer. */
        @Nullable
        Opened openedBefore(int access, Function<TestRing, Function<TestRing, RingReader>> prepare) {
            TestRing ring = new TestRing(SUBBUF_SIZE, 4, mode);
            RingWriter others = ring.writer(1);
            writeAll(ring, others, pagesBefore * EVENTS_A_PAGE);
            Function<TestRing, RingReader> open = prepare.apply(ring);
            AtomicReference<@Nullable RingReader> reader = new AtomicReference<>();
            int[] step = {0};
            new SteppedWriter(ring, 0).write(TestRing.payload(1, PAYLOAD), () -> {
                if (step[0]++ == access) {
                    writeAll(ring, others, eventsMeanwhile);
                    reader.set(open.apply(ring));
                }
            });
            RingReader opened = reader.get();
            return opened == null ? null : new Opened(ring, others, opened);
        }
    }

    private record Opened(TestRing ring, RingWriter others, RingReader reader) {
        void writeAndDrain(TestRing.Delivered into) {
            writeAll(ring, others, 5);
            ring.drain(reader, into);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "DISCARD, BEGINNING, 0", "DISCARD, BEGINNING, 1", "DISCARD, OLDEST, 0", "DISCARD, OLDEST, 1",
        "OVERWRITE, OLDEST, 0", "OVERWRITE, OLDEST, 1", "OVERWRITE, OLDEST, 9", "OVERWRITE, BEGINNING, 6"
    })
    void shouldTellExactlyWhatIsLost(BufferMode mode, StartAt start, int pagesBefore) {
        Trial trial = new Trial(mode, pagesBefore, 20);
        Opened opened = null;
        for (int access = 0; access == 0 || opened != null; access++) {
            opened =
                    trial.openedBefore(access, made -> ring -> ring.ring.openReader(start, mode == BufferMode.DISCARD));
            if (opened != null) {
                TestRing.Delivered delivered = new TestRing.Delivered();
                opened.writeAndDrain(delivered);
                assertThat(delivered.events.size() + delivered.lost)
                        .as("opened before access %d", access)
                        .isEqualTo(pagesBefore * EVENTS_A_PAGE + 26);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0, 20", "1, 0", "1, 20", "4, 0", "4, 20", "6, 0", "6, 20", "9, 0", "9, 20", "9, 400"})
    void shouldTellNothingAsLostThatWasThereBefore(int pagesBefore, int eventsMeanwhile) {
        Trial trial = new Trial(BufferMode.OVERWRITE, pagesBefore, eventsMeanwhile);
        Opened opened = null;
        for (int access = 0; access == 0 || opened != null; access++) {
            opened = trial.openedBefore(access, made -> ring -> ring.ring.openReader(StartAt.NOW, false));
            if (opened != null) {
                opened.ring().clock.set(System.nanoTime());
                TestRing.Delivered delivered = new TestRing.Delivered();
                opened.writeAndDrain(delivered);
                assertThat(delivered.lost)
                        .as("lost, opened before access %d", access)
                        .isZero();
                assertThat(delivered.events)
                        .as("opened before access %d", access)
                        .hasSize(5);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "OVERWRITE, 0, 0",
        "OVERWRITE, 1, 0",
        "OVERWRITE, 1, 20",
        "OVERWRITE, 3, 90",
        "OVERWRITE, 4, 90",
        "OVERWRITE, 4, 400",
        "OVERWRITE, 6, 20",
        "OVERWRITE, 9, 20",
        "DISCARD, 1, 0",
        "DISCARD, 1, 20",
        "DISCARD, 2, 90"
    })
    void shouldTellExactlyWhatIsLostToWhoComesAgain(BufferMode mode, int pagesBefore, int eventsMeanwhile) {
        Trial trial = new Trial(mode, pagesBefore, eventsMeanwhile);
        for (int pages = 0; pages <= 4; pages++) {
            int pagesHad = pages;
            Opened opened = null;
            for (int access = 0; access == 0 || opened != null; access++) {
                TestRing.Delivered delivered = new TestRing.Delivered();
                opened = trial.openedBefore(access, made -> {
                    Position left = read(made, pagesHad, delivered);
                    return ring -> ring.ring.openReader(left, mode == BufferMode.DISCARD);
                });
                if (opened != null) {
                    opened.writeAndDrain(delivered);
                    assertThat(delivered.events.size() + delivered.lost)
                            .as("%d pages had, opened before access %d", pagesHad, access)
                            .isEqualTo(pagesBefore * EVENTS_A_PAGE + eventsMeanwhile + 6);
                }
            }
        }
    }

    private static Position read(TestRing ring, int pages, TestRing.Delivered into) {
        try (RingReader reader = ring.ring.openReader(StartAt.BEGINNING, false)) {
            for (int page = 0; page < pages && ring.read(reader, into); page++) {
                assertThat(reader.page().damaged()).isFalse();
            }
            return reader.position();
        }
    }

    private static void writeAll(TestRing ring, RingWriter writer, int count) {
        for (int i = 0; i < count; i++) {
            assertThat(ring.write(writer, 2, PAYLOAD)).isTrue();
        }
    }
}
