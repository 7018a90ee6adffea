package io.ringtail.reader.perfetto;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.EventSchema;
import io.ringtail.proto.event.FieldType;
import io.ringtail.proto.event.FormatText;
import io.ringtail.reader.format.EventCatalog;
import io.ringtail.reader.format.EventDecoder;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

final class PerfettoSinkTest {
    private static final int BEGIN = 40;
    private static final int TICK = 41;
    private static final int MOST = 1 << 16;

    private final ByteBuffer payload = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    private final PerfettoSink sink = new PerfettoSink(OutputStream.nullOutputStream());
    private final EventDecoder decoder;

    PerfettoSinkTest() throws Exception {
        EventCatalog catalog = new EventCatalog();
        EventSchema begin = EventSchema.builder("shop", "call_begin")
                .field("async_id", FieldType.U64)
                .build();
        EventSchema tick = EventSchema.builder("shop", "tick").build();
        catalog.register("shop", EventFormat.parse(FormatText.formatText(begin, BEGIN, "call_begin")));
        catalog.register("shop", EventFormat.parse(FormatText.formatText(tick, TICK, "tick")));
        decoder = new EventDecoder(catalog, tid -> null, tid -> 0, sink);
    }

    private void event(int id, int tid, long asyncId, int length) {
        payload.putInt(0, id).putInt(4, tid).putLong(8, asyncId);
        decoder.event(payload, 0, length, 1000, 0);
    }

    @Test
    void shouldNotRememberEveryThreadThatAHostileWriterInvents() {
        int most = 0;
        for (int tid = 1; tid <= 3 * MOST; tid++) {
            event(TICK, tid, 0, 8);
            most = Math.max(most, sink.tracks());
        }
        assertThat(most).isBetween(MOST, MOST + 8);
        assertThat(sink.events()).isEqualTo(3 * MOST);
    }

    @Test
    void shouldNotRememberEverySpanThatNeverEnds() {
        for (int id = 0; id <= 3 * MOST; id++) {
            event(BEGIN, 1, id, 16);
        }
        assertThat(sink.tracks()).isLessThanOrEqualTo(MOST + 8);
        sink.finish();
    }
}
