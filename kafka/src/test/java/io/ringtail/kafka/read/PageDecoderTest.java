package io.ringtail.kafka.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.kafka.record.MalformedRecordException;
import io.ringtail.reader.EventSink;
import io.ringtail.reader.EventView;
import io.ringtail.reader.LossCause;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When a decoder reads what decodes pages. */
@Timeout(60)
final class PageDecoderTest {
    private final FleetTopic topic = new FleetTopic(1);
    private final List<String> names = new ArrayList<>();
    private long nowNs;

    private final class Names implements EventSink {
        @Override
        public void onEvent(EventView event) {
            names.add(event.comm());
        }

        @Override
        public void onLost(int cpu, long count, LossCause cause) {}

        @Override
        public void onLate(int cpu, long byNs) {}
    }

    @BeforeEach
    void describe() {
        topic.describe("a", 1);
    }

    private void decode(PageDecoder decoder) throws MalformedRecordException {
        decoder.decode(FleetTopic.page("a", 0, 0, 10), new Names());
    }

    @Test
    void shouldReadAgainWhatCouldNotBeRead() throws Exception {
        topic.describeLate(0, 2);
        try (PageDecoder decoder = topic.decoder(() -> nowNs)) {
            assertThatThrownBy(() -> decode(decoder)).isInstanceOf(TimeoutException.class);
            assertThatThrownBy(() -> decode(decoder)).isInstanceOf(TimeoutException.class);
            decode(decoder);
        }
        assertThat(names).containsExactly("worker");
    }

    @Test
    void shouldRefuseAPageThatDoesNotFitItsRingBuffer() throws Exception {
        try (PageDecoder decoder = topic.decoder(() -> nowNs)) {
            assertThatThrownBy(() -> decoder.decode(FleetTopic.page("a", 0, 0, new long[500]), new Names()))
                    .isInstanceOf(MalformedRecordException.class)
                    .hasMessageContaining("sub-buffers of 4096");
            assertThatThrownBy(() -> decoder.decode(FleetTopic.page("a", 4, 0, 10), new Names()))
                    .isInstanceOf(MalformedRecordException.class)
                    .hasMessageContaining("4 CPUs");
        }
        assertThat(names).isEmpty();
    }

    @Test
    void shouldLearnWithinASecondWhatTheTopicHasLater() throws Exception {
        topic.describeLate(1, 0);
        try (PageDecoder decoder = topic.decoder(() -> nowNs)) {
            assertThatThrownBy(() -> decode(decoder))
                    .isInstanceOf(MalformedRecordException.class)
                    .hasMessageContaining("does not describe a");
            nowNs += TimeUnit.SECONDS.toNanos(1) + 1;
            decode(decoder);
        }
        assertThat(names).containsExactly("worker");
    }

    @Test
    void shouldGoOnWithWhatItKnowsIfNoBrokerAnswers() throws Exception {
        try (PageDecoder decoder = topic.decoder(() -> nowNs)) {
            decode(decoder);
            topic.describeLate(0, 1);
            nowNs += TimeUnit.SECONDS.toNanos(1) + 1;
            decode(decoder);
        }
        assertThat(names).containsExactly("worker", "worker");
    }
}
