package io.ringtail.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.reader.EventSink;
import io.ringtail.reader.EventView;
import io.ringtail.reader.LossCause;
import io.ringtail.reader.filter.SelectedEvents;
import io.ringtail.reader.filter.Selection;
import io.ringtail.reader.filter.Selection.Threads;
import io.ringtail.reader.format.EventCatalog;
import io.ringtail.reader.format.EventDecoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ExportedEventsTest {
    private static final String FORMAT = """
            name: tick
            ID: 40
            format:
            \tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;
            \tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;

            print fmt: "tick"
            """;

    private final List<String> seen = new ArrayList<>();

    private final EventSink sink = new EventSink() {
        @Override
        public void onEvent(EventView event) {
            seen.add(event.system() + "");
        }

        @Override
        public void onLost(int cpu, long count, LossCause cause) {}

        @Override
        public void onLate(int cpu, long byNs) {}
    };

    /** Two files may have types of one format in different systems. */
    @Test
    void shouldTellEqualFormatsOfTwoSystemsApart() throws Exception {
        ExportedEvents events = new ExportedEvents(sink, () -> 0);
        EventSink wanted = new SelectedEvents(new Selection("one:*", Threads.ALL, Threads.ALL, null), null, events);
        pass("two", wanted);
        pass("one", wanted);
        pass("two", wanted);
        assertThat(seen).containsExactly("one");
        assertThat(events.events()).isEqualTo(1);
    }

    private static void pass(String system, EventSink to) throws Exception {
        EventCatalog catalog = new EventCatalog();
        catalog.register(system, EventFormat.parse(FORMAT));
        ByteBuffer payload = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0, 40)
                .putInt(4, 7);
        new EventDecoder(catalog, tid -> "main", tid -> 7, to).event(payload, 0, 8, 1, 0);
    }
}
