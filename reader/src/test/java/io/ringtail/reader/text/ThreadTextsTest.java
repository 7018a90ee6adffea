package io.ringtail.reader.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.reader.LinePrinter;
import io.ringtail.reader.format.EventCatalog;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("once")
final class ThreadTextsTest {
    private static final String FORMAT = """
            name: tick
            ID: 300
            format:
            \tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;
            \tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;
            \tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;
            \tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;

            \tfield:u32 n;\toffset:8;\tsize:4;\tsigned:0;

            print fmt: "n=%u", REC->n
            """;

    private final EventCatalog catalog = new EventCatalog();
    private final Map<Integer, String> names = new HashMap<>();

    @BeforeEach
    void register() throws Exception {
        catalog.register("test", EventFormat.parse(FORMAT));
    }

    @Test
    void shouldShowEachThreadsNameCpuAndSecondAsTheyAreNow() {
        LinePrinter text = LinePrinter.text(catalog, names::get);
        LinePrinter json = LinePrinter.json(catalog, names::get);
        Random random = new Random(11);
        for (int i = 0; i < 20_000; i++) {
            int threadId = random.nextInt(8) + 256 * random.nextInt(3);
            if (random.nextInt(10) == 0) {
                names.put(threadId, random.nextBoolean() ? "main" : "a name longer than its column");
            }
            int cpu = random.nextInt(2) * 1000 + random.nextInt(2);
            long seconds = random.nextInt(5) == 0 ? 123_456 : random.nextInt(2);
            long time = seconds * 1_000_000_000 + (random.nextBoolean() ? random.nextInt(1_000_000_000) : 7);
            assertThat(line(text, threadId, cpu, time))
                    .isEqualTo(line(LinePrinter.text(catalog, names::get), threadId, cpu, time))
                    .contains(String.format(
                            Locale.ROOT,
                            "-%-5d [%03d] %5d.%09d: tick: ",
                            threadId,
                            cpu,
                            seconds,
                            time % 1_000_000_000));
            assertThat(line(json, threadId, cpu, time))
                    .isEqualTo(line(LinePrinter.json(catalog, names::get), threadId, cpu, time))
                    .startsWith("{\"ts\":" + time + ",\"cpu\":" + cpu + ",\"tid\":" + threadId + ',');
        }
    }

    private static String line(LinePrinter formatter, int threadId, int cpu, long time) {
        ByteBuffer payload = ByteBuffer.allocate(12)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort(0, (short) 300)
                .putInt(4, threadId)
                .putInt(8, 42);
        StringBuilder out = new StringBuilder();
        formatter.event(payload, 0, 12, time, cpu, out);
        return out.toString();
    }
}
