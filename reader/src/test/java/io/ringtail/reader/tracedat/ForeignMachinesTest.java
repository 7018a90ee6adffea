package io.ringtail.reader.tracedat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of machines with another order of bytes, or a shorter long. */
final class ForeignMachinesTest {
    private static final int ID = 3000;
    private static final String FIELDS = """
            int a;8;4;1
            u16 b;12;2;0
            __data_loc char[] s;16;4;0
            u64 c;20;8;0
            u8 mac[6];28;6;0
            __data_loc unsigned long[] mask;36;4;0""";
    private static final String PRINT_FMT =
            "\"a=%d b=%u s=%s c=%llx mac=%pM %s\", REC->a, REC->b, __get_str(s), REC->c, REC->mac, "
                    + "__get_bitmask(mask)";

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"LITTLE_ENDIAN, 8", "LITTLE_ENDIAN, 4", "BIG_ENDIAN, 8", "BIG_ENDIAN, 4"})
    void shouldPrintAsStockTraceCmdDoes(String order, int longBytes) throws Exception {
        List<String> lines = Reports.checkSame(trace(order, longBytes), directory);
        assertThat(lines).hasSize(6);
        assertThat(lines.get(2)).contains("a=-2 b=65534 s=grüße 2 c=2 mac=01:02:03:04:05:ff");
    }

    @ParameterizedTest
    @CsvSource({"LITTLE_ENDIAN, 4", "BIG_ENDIAN, 8", "BIG_ENDIAN, 4"})
    void shouldReadOrRefuseDamagedPages(String order, int longBytes) throws Exception {
        byte[] whole = Files.readAllBytes(trace(order, longBytes));
        Path damaged = directory.resolve("damaged.dat");
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            byte[] bytes = whole.clone();
            for (int i = 0; i < 8; i++) {
                int at = whole.length - 2 * ForgedTrace.PAGE + random.nextInt(200);
                bytes[at] = (byte) random.nextInt();
            }
            Files.write(damaged, bytes);
            assertThat(Reports.ours(damaged))
                    .allSatisfy(line -> assertThat(line).isNotEmpty());
        }
    }

    @Test
    void shouldRefuseWhatItCannotReadByItsReason() throws Exception {
        byte[] whole = Files.readAllBytes(trace("LITTLE_ENDIAN", 8));
        refused(changed(whole, "commit;\toffset:8;\tsize:8", "commit;\toffset:8;\tsize:2"), "commit field of 2 bytes");
        refused(changed(whole, "flyrecord\0", "latency  \0"), "latency tracer");
        refused(changed(whole, "tracing6", "tracing9"), "version 9");
    }

    private void refused(byte[] bytes, String reason) throws Exception {
        Path file = Files.write(directory.resolve("refused.dat"), bytes);
        assertThatThrownBy(() -> TraceDatReader.open(file))
                .isInstanceOf(TraceDatException.class)
                .hasMessageContaining(reason)
                .hasMessageNotContaining("damaged");
    }

    private static byte[] changed(byte[] whole, String from, String to) {
        String text = new String(whole, StandardCharsets.ISO_8859_1);
        assertThat(text).contains(from);
        return text.replace(from, to).getBytes(StandardCharsets.ISO_8859_1);
    }

    private Path trace(String order, int longBytes) throws Exception {
        ByteOrder its = order.equals("BIG_ENDIAN") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        // Stock trace-cmd takes the longs of a bitmap for ones of 8 bytes if they are big endian.
        int mask = its == ByteOrder.BIG_ENDIAN && longBytes == Integer.BYTES ? 0 : Long.BYTES;
        ForgedTrace trace = new ForgedTrace(its, longBytes).format("x", "tick", ID, FIELDS, PRINT_FMT);
        for (int i = 0; i < 6; i++) {
            byte[] text = ForgedTrace.bytes("grüße " + i + "\0".repeat(i == 5 ? 100 : 1));
            byte[] payload = trace.numbers(32 + 16 + text.length)
                    .putInt(-i)
                    .putShort((short) -i)
                    .putShort((short) 0)
                    .putInt(text.length << Short.SIZE | 56)
                    .putLong(i)
                    .put(new byte[] {1, 2, 3, 4, 5, -1, 0, 0})
                    .putInt(mask << Short.SIZE | 40)
                    .putInt(0x10f)
                    .putInt(0x80 << i)
                    .putLong(0)
                    .put(text)
                    .array();
            trace.event(i & 1, ID, Arrays.copyOf(payload, payload.length));
        }
        return trace.write(directory.resolve("trace.dat"));
    }
}
