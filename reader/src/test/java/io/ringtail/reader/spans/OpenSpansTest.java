package io.ringtail.reader.spans;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OpenSpansTest {
    private static final int MOST_PLACES = 1 << 16;
    private static final int MOST_DEPTH = 512;

    private final OpenSpans<Long> spans = new OpenSpans<>();

    @Test
    void shouldCloseWhatIsInsideASpanThatEnds() {
        SpanPlace thread = SpanPlace.thread(7);
        spans.begin(thread, "outer", "shop", 1L);
        spans.begin(thread, "inner", "shop", 2L);
        spans.begin(thread, "inner", "other", 3L);
        assertThat(spans.end(thread, "inner", "shop"))
                .extracting(OpenSpan::begin)
                .containsExactly(3L, 2L);
        assertThat(spans.end(thread, "inner", "shop")).isEmpty();
        assertThat(spans.end(SpanPlace.thread(8), "outer", "shop")).isEmpty();
        assertThat(spans.innermost(thread)).isEqualTo(new OpenSpan<>(thread, "outer", "shop", 1L));
        assertThat(spans.end(thread, "outer", "shop")).hasSize(1);
        assertThat(spans.innermost(thread)).isNull();
        assertThat(spans.drain()).isEmpty();
    }

    @Test
    void shouldBoundTheSpansWhoseEndsAreLost() {
        for (int i = 0; i < MOST_PLACES; i++) {
            SpanPlace place = new SpanPlace(1, "request", i);
            assertThat(spans.evict(place)).isEmpty();
            spans.begin(place, "request", "web", 0L);
        }
        SpanPlace deep = SpanPlace.thread(1);
        List<OpenSpan<Long>> evicted = spans.evict(deep);
        assertThat(evicted).extracting(span -> span.place().id()).containsExactly(0L);
        assertThat(spans.end(new SpanPlace(1, "request", 0), "request", "web")).isEmpty();
        for (int i = 0; i < 1000; i++) {
            List<OpenSpan<Long>> outermost = spans.evict(deep);
            assertThat(outermost).hasSize(i < MOST_DEPTH ? 0 : 1);
            assertThat(outermost).allMatch(span -> span.place().equals(deep));
            spans.begin(deep, "deep" + i, "web", 0L);
        }
        assertThat(spans.size()).isEqualTo(MOST_PLACES - 1 + MOST_DEPTH);
        assertThat(spans.end(deep, "deep0", "web")).isEmpty();
        assertThat(spans.end(deep, "deep999", "web")).hasSize(1);
        assertThat(spans.drain()).hasSize(MOST_PLACES - 1 + 511);
    }
}
