package io.ringtail.reader.perfetto;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.reader.perfetto.OpenSpans.Open;
import io.ringtail.reader.perfetto.OpenSpans.Place;
import java.io.OutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenSpansTest {
    private static final int MOST_PLACES = 1 << 16;

    private final OpenSpans spans = new OpenSpans(new Tracks(new Packets(OutputStream.nullOutputStream())));

    @Test
    void shouldCloseWhatIsInsideASpanThatEnds() {
        Place thread = Place.thread(7);
        spans.begin(thread, 1L, "outer", "shop");
        spans.begin(thread, 1L, "inner", "shop");
        spans.begin(thread, 1L, "inner", "other");
        assertThat(spans.end(thread, "inner", "shop"))
                .extracting(Open::category)
                .containsExactly("other", "shop");
        assertThat(spans.end(thread, "inner", "shop")).isEmpty();
        assertThat(spans.end(Place.thread(8), "outer", "shop")).isEmpty();
        assertThat(spans.end(thread, "outer", "shop")).extracting(Open::name).containsExactly("outer");
        assertThat(spans.drain()).isEmpty();
    }

    @Test
    void shouldGiveSpansThatOverlapLanesOfTheirOwn() {
        long first = spans.begin(new Place(1, "request", 1), null, "request", "web");
        long second = spans.begin(new Place(1, "request", 2), null, "request", "web");
        assertThat(second).isNotEqualTo(first);
        spans.end(new Place(1, "request", 1), "request", "web");
        assertThat(spans.begin(new Place(1, "request", 3), null, "request", "web"))
                .isEqualTo(first);
        assertThat(spans.begin(new Place(2, "request", 3), null, "request", "web"))
                .isNotIn(first, second);
    }

    @Test
    void shouldBoundTheSpansWhoseEndsAreLost() {
        for (int i = 0; i < MOST_PLACES; i++) {
            assertThat(spans.evict()).isEmpty();
            spans.begin(new Place(1, "request", i), null, "request", "web");
        }
        List<Open> evicted = spans.evict();
        assertThat(evicted).hasSize(1);
        assertThat(spans.end(new Place(1, "request", 0), "request", "web")).isEmpty();
        assertThat(spans.begin(new Place(1, "request", MOST_PLACES), null, "request", "web"))
                .isEqualTo(evicted.get(0).track());
        Place deep = Place.thread(1);
        for (int i = 0; i < 1000; i++) {
            spans.begin(deep, 1L, "deep" + i, "web");
        }
        assertThat(spans.end(deep, "deep0", "web")).isEmpty();
        assertThat(spans.end(deep, "deep999", "web")).hasSize(1);
    }
}
