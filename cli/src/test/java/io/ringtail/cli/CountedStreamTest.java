package io.ringtail.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.proto.stream.FrameListener;
import io.ringtail.proto.stream.StreamHeader;
import io.ringtail.reader.remote.FrameSource;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class CountedStreamTest {
    @Test
    void shouldReportThatTheStreamCannotBeCounted() throws Exception {
        RuntimeException cause = new IllegalArgumentException("a page without an end");
        try (CountedStream stream = CountedStream.of(new Failing(cause))) {
            assertThatThrownBy(() -> takeUntilItFails(stream))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("a page without an end")
                    .hasCause(cause);
        }
    }

    @Test
    void shouldReportThatTheStreamHasBroken() throws Exception {
        IOException cause = new IOException("broken");
        try (CountedStream stream = CountedStream.of(new Failing(cause))) {
            assertThatThrownBy(() -> takeUntilItFails(stream)).isSameAs(cause);
        }
    }

    private static void takeUntilItFails(CountedStream stream) throws IOException {
        while (true) {
            assertThat(stream.take().events()).isZero();
            Thread.onSpinWait();
        }
    }

    /** A stream whose first frame cannot be had. */
    private static final class Failing implements FrameSource {
        private final Exception cause;

        Failing(Exception cause) {
            this.cause = cause;
        }

        @Override
        public StreamHeader hello() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean next(FrameListener listener) throws IOException {
            if (cause instanceof IOException broken) {
                throw broken;
            }
            throw (RuntimeException) cause;
        }

        @Override
        public void finish() {}

        @Override
        public void close() {}
    }
}
