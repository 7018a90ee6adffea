package io.ringtail.kafka.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.kafka.read.FleetTopic;
import io.ringtail.kafka.record.Claim;
import io.ringtail.kafka.record.PagesRecord;
import io.ringtail.kafka.record.Progress;
import io.ringtail.kafka.record.ShippedPage;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class FleetPageDeserializerTest {
    private static final String TOPIC = "ringtail.pages";

    private final FleetTopic topic = new FleetTopic(1);
    private final FleetPageDeserializer deserializer;

    FleetPageDeserializerTest() {
        topic.describe("a", 1);
        deserializer = new FleetPageDeserializer(topic.decoder());
    }

    @AfterEach
    void close() {
        deserializer.close();
    }

    private FleetPage decoded(PagesRecord record) {
        @Nullable FleetPage page = deserializer.deserialize(TOPIC, headers(record), record.value());
        if (page == null) {
            throw new AssertionError("no page");
        }
        return page;
    }

    private static Headers headers(PagesRecord record) {
        RecordHeaders headers = new RecordHeaders();
        record.headers().forEach(headers::add);
        return headers;
    }

    @Test
    void shouldGiveEventsWithTheirHostsNamesAndWallClocks() {
        ShippedPage shipped = FleetTopic.page("a", 2, 3, 10, 20);
        FleetPage page = decoded(shipped);
        assertThat(page.lost()).isEqualTo(3);
        assertThat(page.events())
                .containsExactly(
                        new FleetEvent("a", 2, FleetTopic.OFFSET + 10, 7, 5, "worker", "t", "n", Map.of("value", 10L)),
                        new FleetEvent("a", 2, FleetTopic.OFFSET + 20, 7, 5, "worker", "t", "n", Map.of("value", 20L)));
        Progress progress = new Progress();
        assertThat(progress.take(page.record())).isEqualTo(Progress.Verdict.NEXT);
        assertThat(progress.take(decoded(shipped).record())).isEqualTo(Progress.Verdict.SEEN);
    }

    @Test
    void shouldGiveAClaimWithoutEvents() {
        Claim claim = new Claim(FleetTopic.page("a", 2, 0, 10).key(), 5, 1);
        assertThat(decoded(claim)).isEqualTo(new FleetPage(claim, 0, List.of()));
    }

    @Test
    void shouldRefuseWhatNoShipperWritesOrTheTopicDoesNotDescribe() {
        assertThatThrownBy(() -> deserializer.deserialize(TOPIC, new RecordHeaders(), new byte[] {1}))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("has no header key");
        assertThatThrownBy(() -> decoded(FleetTopic.page("b", 0, 0, 10)))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("does not describe b");
        assertThatThrownBy(() -> deserializer.deserialize(TOPIC, new byte[] {1}))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("without its headers");
    }

    @Test
    void shouldWriteNothing() {
        try (FleetPageSerde serde = new FleetPageSerde()) {
            FleetPage page = decoded(FleetTopic.page("a", 2, 0, 10));
            assertThatThrownBy(() -> serde.serializer().serialize("other", page))
                    .isInstanceOf(SerializationException.class)
                    .hasMessageContaining("not into other");
        }
    }
}
