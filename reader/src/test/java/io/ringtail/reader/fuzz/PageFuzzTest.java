package io.ringtail.reader.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.InvalidFormatException;
import io.ringtail.proto.page.PageIterator;
import io.ringtail.reader.LinePrinter;
import io.ringtail.reader.format.EventCatalog;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Arbitrary bytes as a page, and as an event's format with such an event. */
final class PageFuzzTest {
    private static final int LEAST_EVENT = 4;
    private static final int COMMON_TYPE = 2;

    @FuzzTest
    void shouldWalkAnyPageWithinItsBytes(byte[] data) {
        PageIterator page = new PageIterator().wrap(little(data), 0, data.length);
        int events = 0;
        int before = 0;
        while (page.next()) {
            events++;
            assertThat(page.position()).isGreaterThan(before).isLessThanOrEqualTo(data.length);
            assertThat(page.payloadOffset()).isBetween(0, data.length);
            assertThat(page.payloadLength()).isBetween(0, data.length - page.payloadOffset());
            before = page.position();
        }
        assertThat(events).isLessThanOrEqualTo(data.length / LEAST_EVENT);
    }

    /** The text before the first NUL is the format; the rest is the event. */
    @FuzzTest
    void shouldPrintAnyEventOfAnyFormat(byte[] data) {
        int end = 0;
        while (end < data.length && data[end] != 0) {
            end++;
        }
        EventCatalog catalog = new EventCatalog();
        int id;
        try {
            EventFormat format = EventFormat.parse(new String(data, 0, end, StandardCharsets.ISO_8859_1));
            id = format.id();
            catalog.register("fuzz", format);
        } catch (InvalidFormatException | IllegalArgumentException refused) {
            return;
        }
        ByteBuffer event = little(new byte[Math.max(COMMON_TYPE, data.length - end)]);
        event.put(0, data, end, data.length - end);
        event.putShort(0, (short) id);
        StringBuilder lines = new StringBuilder();
        LinePrinter.text(catalog, tid -> null).event(event, 0, event.capacity(), 1, 0, lines);
        LinePrinter.json(catalog, tid -> null).event(event, 0, event.capacity(), 1, 0, lines);
        assertThat(lines).endsWith("\n");
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
