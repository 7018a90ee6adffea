package io.ringtail.kafka.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.kafka.read.FleetTopic;
import io.ringtail.kafka.record.Claim;
import io.ringtail.kafka.record.PagesRecord;
import io.ringtail.kafka.record.ShippedPage;
import io.ringtail.kafka.serde.FleetEvent;
import io.ringtail.kafka.serde.FleetPage;
import io.ringtail.kafka.serde.FleetPageDeserializer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.storage.Converter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class FleetPageConverterTest {
    private static final String TOPIC = "ringtail.pages";

    private final FleetTopic topic = new FleetTopic(1);
    private final FleetPageConverter converter;

    FleetPageConverterTest() {
        topic.describe("a", 1);
        converter = new FleetPageConverter(new FleetPageDeserializer(topic.decoder()));
    }

    @AfterEach
    void close() {
        converter.close();
    }

    private SchemaAndValue converted(PagesRecord record) {
        Headers headers = new RecordHeaders();
        record.headers().forEach(headers::add);
        return converter.toConnectData(TOPIC, headers, record.value());
    }

    @Test
    void shouldGiveAPageAsAStructureWithItsEvents() {
        SchemaAndValue converted = converted(FleetTopic.page("a", 2, 3, 10, 20));
        assertThat(converted.schema()).isEqualTo(PageStructures.PAGE);
        Struct page = (Struct) converted.value();
        page.validate();
        assertThat(page.getString("host")).isEqualTo("a");
        assertThat(page.getInt32("cpu")).isEqualTo(2);
        assertThat(page.getInt64("lost")).isEqualTo(3);
        assertThat(page.getInt64("end") - page.getInt64("begin")).isEqualTo(5);
        assertThat(page.<Struct>getArray("events")).hasSize(2).allSatisfy(Struct::validate);
        Struct event = page.<Struct>getArray("events").get(1);
        assertThat(event.getInt64("time_ns")).isEqualTo(FleetTopic.OFFSET + 20);
        assertThat(event.getInt32("tid")).isEqualTo(7);
        assertThat(event.getString("comm")).isEqualTo("worker");
        assertThat(event.getString("system")).isEqualTo("t");
        assertThat(event.getString("name")).isEqualTo("n");
        assertThat(event.<String, Long>getMap("numbers")).containsExactly(Map.entry("value", 20L));
        assertThat(event.getMap("texts")).isEmpty();
    }

    @Test
    void shouldHaveAMapForEachKindOfValue() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("n", 1L);
        fields.put("r", 1.5);
        fields.put("f", true);
        fields.put("t", "text");
        fields.put("l", List.of(1L, 2L));
        ShippedPage shipped = FleetTopic.page("a", 2, 0, 10);
        FleetEvent unknown = new FleetEvent("a", 2, 5, 1, 0, null, null, null, fields);
        Struct page = PageStructures.of(new FleetPage(shipped, 0, List.of(unknown)), shipped);
        page.validate();
        Struct event = page.<Struct>getArray("events").get(0);
        event.validate();
        assertThat(event.getString("name")).isNull();
        assertThat(event.<String, Long>getMap("numbers")).containsExactly(Map.entry("n", 1L));
        assertThat(event.<String, Double>getMap("reals")).containsExactly(Map.entry("r", 1.5));
        assertThat(event.<String, Boolean>getMap("flags")).containsExactly(Map.entry("f", true));
        assertThat(event.<String, String>getMap("texts")).containsExactly(Map.entry("t", "text"));
        assertThat(event.<String, List<Long>>getMap("lists")).containsExactly(Map.entry("l", List.of(1L, 2L)));
    }

    @Test
    void shouldGiveNothingForAClaim() {
        assertThat(converted(new Claim(FleetTopic.page("a", 2, 0, 10).key(), 5, 1)))
                .isEqualTo(SchemaAndValue.NULL);
    }

    @Test
    void shouldRefuseWhatNoShipperWritesAndWriteNothing() {
        assertThatThrownBy(() -> converter.toConnectData(TOPIC, new RecordHeaders(), new byte[] {1}))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("has no header key");
        assertThatThrownBy(() -> converter.toConnectData(TOPIC, new byte[] {1}))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("without its headers");
        assertThatThrownBy(() -> converter.fromConnectData(TOPIC, PageStructures.PAGE, null))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("not into " + TOPIC);
    }

    @Test
    void shouldSayWhichSettingIsMissing() {
        assertThatThrownBy(() -> converter.configure(Map.of(FleetPageDeserializer.PREFIX_CONFIG, "fleet"), false))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("value.converter.bootstrap.servers is missing")
                .hasMessageContaining("fleet.meta");
        assertThatThrownBy(() -> converter.configure(Map.of(), true))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("StringConverter");
    }

    @Test
    void shouldBeFoundAsAPlugin() {
        assertThat(ServiceLoader.load(Converter.class).stream().map(ServiceLoader.Provider::type))
                .contains(FleetPageConverter.class);
    }
}
