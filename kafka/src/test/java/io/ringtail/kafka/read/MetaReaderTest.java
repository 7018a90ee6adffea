package io.ringtail.kafka.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.kafka.client.ClientSettings;
import io.ringtail.reader.filter.Selection;
import io.ringtail.reader.fleet.FleetQuery;
import io.ringtail.reader.fleet.FleetSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A topic of metadata whose broker hangs. */
@Timeout(30)
final class MetaReaderTest {
    private static final TopicPartition META = new TopicPartition("ringtail.meta", 0);

    private final List<String> notices = new ArrayList<>();

    @Test
    void shouldNotKeepAReadingFromItsEnd() throws Exception {
        MockConsumer<byte[], byte[]> hanging = new MockConsumer<>("earliest");
        hanging.updateBeginningOffsets(Map.of(META, 0L));
        hanging.updateEndOffsets(Map.of(META, 1L));
        FleetQuery query =
                new FleetQuery(null, null, Selection.ALL, true, Long.MIN_VALUE, Long.MAX_VALUE, true, 0, null);
        HostBuffers buffers = new HostBuffers(host -> true);
        try (PagesReader reading = new PagesReader(
                query,
                ClientSettings.of(new FleetSettings("127.0.0.1:1", "ringtail", null)),
                buffers,
                new MetaReader(hanging, META.topic(), 1, buffers),
                new PagesConsumer(new MockConsumer<>("earliest"), "ringtail.pages", 1, query, () -> 0),
                new RecordedPages(query, (host, hello) -> {
                    throw new AssertionError("there is no host");
                }),
                notices::add,
                System::nanoTime,
                1 << 20)) {
            hanging.schedulePollTask(reading::end);
            reading.run();
        }
        assertThat(notices).isEmpty();
    }
}
