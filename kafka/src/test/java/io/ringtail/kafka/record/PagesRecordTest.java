package io.ringtail.kafka.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.proto.page.PageHeader;
import io.ringtail.proto.stream.ClockPair;
import io.ringtail.proto.stream.ClockReading;
import io.ringtail.proto.stream.FrameDescriptor;
import io.ringtail.proto.stream.FrameEncoder;
import io.ringtail.proto.stream.Position;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bytes of {@code PREFIX.pages}. */
final class PagesRecordTest {
    private static final UUID BOOT = UUID.fromString("01234567-89ab-cdef-0123-456789abcdef");
    private static final PageKey KEY = new PageKey("web-1.example", BOOT, 3);

    private static ShippedPage page() {
        return new ShippedPage(
                KEY,
                5,
                6,
                7,
                new Position(1, 16, 100, 2, 0),
                new Position(2, 0, 110, 3, 0),
                new ClockReading(new ClockPair(1000, 2000), 30),
                frame(3));
    }

    private static byte[] frame(int cpu) {
        byte[] bytes = new byte[FrameDescriptor.PAGE_DATA_OFFSET + PageHeader.LENGTH];
        ByteBuffer frame = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        PageHeader.write(frame, FrameDescriptor.PAGE_DATA_OFFSET, 0x1122, 0, 0);
        FrameEncoder.pageHeader(frame, cpu, 1, 16, 16, PageHeader.LENGTH);
        return bytes;
    }

    private static Map<String, String> hex(Iterable<Header> headers) {
        Map<String, String> all = new TreeMap<>();
        headers.forEach(header -> all.put(header.key(), HexFormat.of().formatHex(header.value())));
        return all;
    }

    @Test
    void shouldHaveTheseBytes() {
        assertThat(new String(KEY.bytes(), StandardCharsets.US_ASCII))
                .isEqualTo("web-1.example/01234567-89ab-cdef-0123-456789abcdef/3");
        assertThat(hex(page().headers()))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "key",
                        HexFormat.of().formatHex(KEY.bytes()),
                        "session",
                        "0500000000000000",
                        "generation",
                        "0600000000000000",
                        "begin",
                        "0100000000000000" + "10000000" + "6400000000000000" + "0200000000000000" + "0".repeat(16),
                        "end",
                        "0200000000000000" + "00000000" + "6e00000000000000" + "0300000000000000" + "0".repeat(16),
                        "clock",
                        "e803000000000000" + "d007000000000000" + "1e00000000000000",
                        "formats",
                        "07000000"));
        assertThat(HexFormat.of().formatHex(page().value()))
                .isEqualTo("28000000" + "05" + "00" + "0300" + "0100000000000000" + "10000000" + "10000000"
                        + "2211000000000000" + "0".repeat(16));
    }

    @Test
    void shouldBeReadAsWritten() throws Exception {
        PagesRecord read = PagesRecord.parse(KEY.bytes(), page().value(), new RecordHeaders(page().headers()));
        assertThat(read).isInstanceOfSatisfying(ShippedPage.class, page -> {
            assertThat(page.key()).isEqualTo(KEY);
            assertThat(page.session()).isEqualTo(5);
            assertThat(page.generation()).isEqualTo(6);
            assertThat(page.formats()).isEqualTo(7);
            assertThat(page.begin()).isEqualTo(page().begin());
            assertThat(page.end()).isEqualTo(page().end());
            assertThat(page.clock()).isEqualTo(page().clock());
            assertThat(page.frame().getLong(FrameDescriptor.PAGE_DATA_OFFSET)).isEqualTo(0x1122);
        });
        assertThat(PagesRecord.parse(page().value(), new RecordHeaders(page().headers()))
                        .key())
                .isEqualTo(KEY);
        Claim claim = new Claim(KEY, 8, 9);
        assertThat(PagesRecord.parse(claim.value(), new RecordHeaders(claim.headers())))
                .isEqualTo(claim);
        assertThat(PagesRecord.parse(KEY.bytes(), null, new RecordHeaders(claim.headers())))
                .isEqualTo(claim);
        assertThat(PagesRecord.parse(KEY.bytes(), claim.value(), new RecordHeaders(claim.headers())))
                .isEqualTo(claim);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "a/01234567-89ab-cdef-0123-456789abcdef",
                "a/01234567-89ab-cdef-0123-456789abcdef/",
                "a/01234567-89ab-cdef-0123-456789abcdef/-1",
                "a/01234567-89ab-cdef-0123-456789abcdef/01",
                "a/01234567-89ab-cdef-0123-456789abcdef/70000",
                "a/01234567-89AB-cdef-0123-456789abcdef/1",
                "a/b/01234567-89ab-cdef-0123-456789abcdef/1",
                "/01234567-89ab-cdef-0123-456789abcdef/1",
                "a\n/01234567-89ab-cdef-0123-456789abcdef/1",
                "ä/01234567-89ab-cdef-0123-456789abcdef/1"
            })
    void shouldRefuseOtherKeys(String key) {
        assertThatThrownBy(() -> PageKey.parse(key.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedRecordException.class);
    }

    @Test
    void shouldSayWhichHeaderIsWrong() {
        for (String name : new String[] {"session", "generation", "begin", "end", "clock", "formats"}) {
            Headers without = new RecordHeaders(page().headers()).remove(name);
            assertThatThrownBy(() -> PagesRecord.parse(KEY.bytes(), page().value(), without))
                    .isInstanceOf(MalformedRecordException.class)
                    .hasMessage("a record has no header " + name);
            Headers with = new RecordHeaders(page().headers()).remove(name).add(name, new byte[] {1, 2, 3});
            assertThatThrownBy(() -> PagesRecord.parse(KEY.bytes(), page().value(), with))
                    .isInstanceOf(MalformedRecordException.class)
                    .hasMessageContaining(name)
                    .hasMessageContaining("3 bytes");
        }
    }

    @Test
    void shouldRefuseAFrameOfAnotherCpuOrLength() {
        assertThatThrownBy(() -> PagesRecord.parse(KEY.bytes(), frame(4), new RecordHeaders(page().headers())))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessage("a frame of type 5 and CPU 4, not 5 and 3");
        byte[] longer = Arrays.copyOf(frame(3), 44);
        assertThatThrownBy(() -> PagesRecord.parse(KEY.bytes(), longer, new RecordHeaders(page().headers())))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessage("a frame of 44 bytes says that it has 40");
    }

    /** Whatever a byte is changed to, the record is read or refused, and never anything else. */
    @Test
    void shouldReadOrRefuseAnyBytes() {
        Random random = new Random(7);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] key = KEY.bytes();
            byte[] value = page().value().clone();
            Headers headers = new RecordHeaders();
            for (Header header : page().headers()) {
                headers.add(header.key(), spoilt(random, header.value().clone()));
            }
            try {
                PagesRecord.parse(spoilt(random, key), spoilt(random, value), headers);
            } catch (MalformedRecordException e) {
                assertThat(e.getMessage()).isNotBlank();
                refused++;
            }
        }
        assertThat(refused).isBetween(1, 20_000);
    }

    private static byte[] spoilt(Random random, byte[] bytes) {
        if (random.nextInt(4) == 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return bytes;
    }
}
