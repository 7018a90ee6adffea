package io.ringtail.reader.perfetto;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.reader.spans.SpanPlace;
import java.io.OutputStream;
import org.junit.jupiter.api.Test;

class SpanTracksTest {
    private final SpanTracks tracks =
            new SpanTracks(new Tracks(new Packets(OutputStream.nullOutputStream(), 0, ""), 0, ""));

    @Test
    void shouldGiveSpansThatOverlapLanesOfTheirOwn() {
        long first = tracks.of(new SpanPlace(1, "request", 1));
        long second = tracks.of(new SpanPlace(1, "request", 2));
        assertThat(second).isNotEqualTo(first);
        assertThat(tracks.of(new SpanPlace(1, "request", 1))).isEqualTo(first);
        tracks.release(new SpanPlace(1, "request", 1));
        assertThat(tracks.of(new SpanPlace(1, "request", 3))).isEqualTo(first);
        assertThat(tracks.of(new SpanPlace(2, "request", 3))).isNotIn(first, second);
    }
}
