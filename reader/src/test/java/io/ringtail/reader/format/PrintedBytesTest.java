package io.ringtail.reader.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.reader.EventSink;
import io.ringtail.reader.EventView;
import io.ringtail.reader.LineBytes;
import io.ringtail.reader.LossCause;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The text of an event as bytes, which takes other ways than that of characters. */
final class PrintedBytesTest {
    private static final String FORMAT = """
            name: tick
            ID: 300
            format:
            \tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;
            \tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;
            \tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;
            \tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;

            \tfield:u64 n;\toffset:8;\tsize:8;\tsigned:0;
            \tfield:s16 s;\toffset:16;\tsize:2;\tsigned:1;
            \tfield:char text[8];\toffset:18;\tsize:8;\tsigned:0;

            print fmt: %s
            """;
    private static final int LENGTH = 28;
    private static final String ALPHABET = "ab z~\t\n\0\u007fé";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"n=%llu s=%d n=%d u=%u h=%hd c=%hhu\", REC->n, REC->s, REC->n, REC->n, REC->n, REC->n",
                "\"n=%5llu s=%+d x=%x s=%.3d\", REC->n, REC->s, REC->n, REC->s",
                "\"größe %s %10s %.2s %s\", REC->text, REC->text, REC->text, REC->text",
                "\"%s end\", REC->text",
                "\"%c %p\", REC->s, REC->n",
                "\"unknown %y\", REC->n",
            })
    void shouldBeTheSameAsCharacters(String printed) throws Exception {
        EventCatalog catalog = new EventCatalog();
        catalog.register("test", EventFormat.parse(FORMAT.formatted(printed)));
        EventDecoder decoder = new EventDecoder(catalog, tid -> null, tid -> 0, new BothWays());
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            decoder.event(payload(random), 0, random.nextInt(8) == 0 ? random.nextInt(LENGTH) : LENGTH, 1, 0);
        }
    }

    private static ByteBuffer payload(Random random) {
        ByteBuffer payload = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        payload.putShort(0, (short) 300).putInt(4, 1);
        payload.putLong(8, random.nextLong() >> random.nextInt(Long.SIZE)).putShort(16, (short) random.nextInt());
        for (int i = 0; i < 8; i++) {
            payload.put(18 + i, (byte) ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return payload;
    }

    /** Compares both texts of each event. */
    private static final class BothWays implements EventSink {
        @Override
        public void onEvent(EventView event) {
            StringBuilder characters = new StringBuilder();
            event.print(characters);
            LineBytes bytes = new LineBytes();
            event.print(bytes);
            assertThat(bytes.toString()).isEqualTo(characters.toString());
        }

        @Override
        public void onLost(int cpu, long count, LossCause cause) {}

        @Override
        public void onLate(int cpu, long byNs) {}
    }
}
