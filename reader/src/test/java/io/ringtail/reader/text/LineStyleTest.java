package io.ringtail.reader.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.reader.LossCause;
import io.ringtail.reader.format.EventCatalog;
import io.ringtail.reader.format.EventDecoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LineStyleTest {
    @Test
    void shouldAlignThePrefixesOfBuffersAndKeepThemHarmless() {
        StringBuilder out = new StringBuilder();
        LineStyle style = new LineStyle(false, true, List.of("", "größe", "a\u001b[1m\nb"));
        EventPrinter text = new EventPrinter(out, style);
        text.onLost(0, 1, LossCause.OVERRUN);
        text.onBuffer("größe");
        text.onLost(1, 2, LossCause.OVERRUN);
        text.onBuffer("a\u001b[1m\nb");
        text.onLost(1, -1, LossCause.UNCOUNTED);
        text.onBuffer("");
        text.onLost(0, 3, LossCause.OVERRUN);
        assertThat(out.toString().lines())
                .containsExactly(
                        "         CPU:0 [1 EVENTS DROPPED]",
                        "größe: CPU:1 [2 EVENTS DROPPED]",
                        "a?[1m?b: CPU:1 [EVENTS DROPPED]",
                        "         CPU:0 [3 EVENTS DROPPED]");
    }

    @Test
    void shouldBeginEveryLineOfAFleetWithItsHost() {
        StringBuilder out = new StringBuilder();
        EventPrinter text = new EventPrinter(out, new LineStyle(false, true, List.of(""), true));
        EventDecoder decoder = new EventDecoder(new EventCatalog(), tid -> null, tid -> 0, text);
        ByteBuffer unknown =
                ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putInt(40);
        text.onBuffer("db-1");
        text.onLost(0, 3, LossCause.OVERRUN);
        text.onBuffer("web-1");
        decoder.event(unknown, 0, unknown.capacity(), 1, 0);
        text.onLost(1, 2, LossCause.OVERRUN);
        text.onLate(1, 5);
        decoder.event(unknown, 0, unknown.capacity(), 2, 1);
        assertThat(out.toString().lines().map(line -> line.substring(0, line.indexOf(':') + 1)))
                .containsExactly("db-1:", "web-1:", "web-1:", "web-1:", "web-1:");
    }

    @Test
    void shouldNameTheBufferInJson() {
        StringBuilder out = new StringBuilder();
        JsonPrinter json = new JsonPrinter(out);
        json.onLost(0, 1, LossCause.OVERRUN);
        json.onBuffer("a\"b");
        json.onLost(0, 1, LossCause.OVERRUN);
        assertThat(out.toString().lines())
                .containsExactly("{\"cpu\":0,\"lost\":1}", "{\"buffer\":\"a\\\"b\",\"cpu\":0,\"lost\":1}");
    }
}
