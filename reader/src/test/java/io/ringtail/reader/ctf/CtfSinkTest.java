package io.ringtail.reader.ctf;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.EventSchema;
import io.ringtail.proto.event.FieldType;
import io.ringtail.proto.event.FormatText;
import io.ringtail.proto.page.PageIterator;
import io.ringtail.reader.KernelFiles;
import io.ringtail.reader.format.EventCatalog;
import io.ringtail.reader.format.EventDecoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Traces as babeltrace2 reads them. */
@Timeout(120)
final class CtfSinkTest {
    private static final int TID = 42;
    private static final long T0 = 1_000_000_000_000L;
    private static final String COMMON = """
            \tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;
            \tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;
            \tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;
            \tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;

            """;

    @TempDir
    private Path scratch;

    private final EventCatalog catalog = new EventCatalog();
    private final ByteBuffer payload = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    private Path trace;
    private CtfSink sink;
    private ExpectedLines expected;
    private EventDecoder decoder;

    @BeforeEach
    void begin() throws Exception {
        trace = Files.createDirectory(scratch.resolve("trace"));
        begin(null, false, Map.of(TID, "Zoë"));
    }

    private void begin(@Nullable Long offsetNs, boolean namesBuffers, Map<Integer, String> comms) {
        sink = new CtfSink(trace, "mono", offsetNs, namesBuffers);
        expected = new ExpectedLines(sink);
        decoder = new EventDecoder(catalog, comms::get, tid -> 7, expected);
    }

    private Babeltrace finished() throws Exception {
        sink.finish();
        long size = 0;
        try (Stream<Path> files = Files.list(trace)) {
            for (Path file : files.filter(each -> !each.endsWith("metadata")).toList()) {
                size += Files.size(file);
            }
        }
        assertThat(sink.bytes()).isEqualTo(size);
        return Babeltrace.read(trace, scratch);
    }

    private void format(String name, int id, String fields, String printFmt) throws Exception {
        catalog.register(
                "shop",
                EventFormat.parse("name: " + name + "\nID: " + id + "\nformat:\n" + COMMON + fields + "\nprint fmt: "
                        + printFmt + "\n"));
    }

    private void event(int id, int length, long timestampNs, int cpu) {
        payload.putShort(0, (short) id).putInt(4, TID);
        decoder.event(payload, 0, length, timestampNs, cpu);
    }

    @Test
    void shouldGiveEveryKindOfFieldItsType() throws Exception {
        EventSchema schema = EventSchema.builder("shop", "order")
                .field("small", FieldType.S16)
                .field("tiny", FieldType.S8)
                .field("large", FieldType.U64)
                .hex("mask", FieldType.U32)
                .field("paid", FieldType.BOOL)
                .field("price", FieldType.F64)
                .field("share", FieldType.F32)
                .symbols("state", FieldType.U8, Map.of(1L, "OPEN", 2L, "SHIPPED"))
                .chars("code", 4)
                .field("customer", FieldType.STRING)
                .build();
        catalog.register("shop", EventFormat.parse(FormatText.formatText(schema, 300, "order")));
        byte[] customer = "Zoë".getBytes(StandardCharsets.UTF_8);
        int fixed = schema.fixedSize();
        schema.fields().forEach(field -> {
            int at = field.offset();
            switch (field.name()) {
                case "small" -> payload.putShort(at, (short) -7);
                case "tiny", "code" -> payload.put(at, (byte) 0x7a);
                case "large" -> payload.putLong(at, -1);
                case "mask" -> payload.putInt(at, 0xcafe_f00d);
                case "paid" -> payload.put(at, (byte) 1);
                case "price" -> payload.putDouble(at, 2.5);
                case "share" -> payload.putFloat(at, -0.25f);
                case "customer" -> payload.putInt(at, (customer.length + 1) << 16 | fixed);
                default -> payload.put(at, (byte) 1);
            }
        });
        payload.put(fixed, customer);
        event(300, fixed + customer.length + 1, T0, 0);
        payload.put(schema.fields().get(7).offset(), (byte) 9);
        event(300, fixed + customer.length + 1, T0 + 1, 0);

        Babeltrace read = finished();

        assertThat(read.warnings()).isEmpty();
        assertThat(read.lines().get(0))
                .startsWith(
                        "[00000001000000000000] shop:order: { cpu_id = 0 }, { vtid = 42, vpid = 7, procname = \"Zoë\" },"
                                + " { small = -7, tiny = 122, large = 18446744073709551615, mask = 0xCAFEF00D, paid = 1, price ="
                                + " 2.5, share = -0.25, state = ( \"OPEN\" : container = 1 )")
                .endsWith(", code = \"z\", customer = \"Zoë\" }");
        assertThat(read.lines().get(1)).contains("state = ( <unknown> : container = 9 )");
    }

    @Test
    void shouldWriteArraysAndWhatIsNoNumber() throws Exception {
        format("arrays", 301, """
                \tfield:u16 two[2];\toffset:8;\tsize:4;\tsigned:0;
                \tfield:s32 many[65];\toffset:12;\tsize:260;\tsigned:1;
                \tfield:struct odd odd;\toffset:272;\tsize:3;\tsigned:0;
                \tfield:__data_loc unsigned long[] words;\toffset:276;\tsize:4;\tsigned:0;
                \tfield:void * where;\toffset:280;\tsize:8;\tsigned:0;
                """, "\"%p\", REC->where");
        payload.putShort(8, (short) -1).putShort(10, (short) 2).putInt(12, -5);
        payload.put(272, new byte[] {1, 2, (byte) 0xff}).putInt(276, 16 << 16 | 288);
        payload.putLong(280, 0xffff_8000_1234_5678L).putLong(288, 1).putLong(296, -1);
        event(301, 304, T0, 3);

        assertThat(finished().lines())
                .singleElement()
                .asString()
                .contains(
                        "{ cpu_id = 3 }",
                        "{ two = [ [0] = 65535, [1] = 2 ], _many_length = 65, many = [ [0] = -5, [1] = 0, ",
                        "_odd_length = 3, odd = [ [0] = 0x1, [1] = 0x2, [2] = 0xFF ], _words_length = 2, words = [ [0] ="
                                + " 1, [1] = 18446744073709551615 ], where = 0xFFFF800012345678 }");
    }

    @Test
    void shouldTakeHostileNamesAndFieldsOutsideTheEvent() throws Exception {
        String fields = """
                \tfield:int Bool;\toffset:8;\tsize:4;\tsigned:1;
                \tfield:int event;\toffset:12;\tsize:4;\tsigned:1;
                \tfield:int a_b;\toffset:16;\tsize:4;\tsigned:1;
                \tfield:int trace;\toffset:20;\tsize:4;\tsigned:1;
                \tfield:int %s;\toffset:24;\tsize:4;\tsigned:1;
                \tfield:u8 long[60000];\toffset:28;\tsize:60000;\tsigned:0;
                \tfield:__data_loc char[] text;\toffset:64;\tsize:4;\tsigned:0;
                """.formatted("x".repeat(64));
        format("h\"o\\st};ile", 302, fields, "\"%s\", __print_symbolic(REC->event, {2, \"a\\\"b};\"})");
        payload.putInt(8, 1).putInt(12, 2).putInt(16, 3).putInt(20, 4);
        event(302, 24, T0, 0);

        assertThat(finished().lines())
                .singleElement()
                .asString()
                .startsWith("[00000001000000000000] shop:h\"o\\st};ile: ")
                .contains("{ Bool_2 = 1, event = ( \"a\\\\\\\"b};\" : container = 2 ), a_b = 3, trace = 4, x")
                .endsWith(" = 0, _long_length = 0, long = [ ], text = \"\" }");
    }

    @Test
    void shouldKeepTheBytesOfUnknownEvents() throws Exception {
        payload.putInt(8, 0x04030201);
        event(999, 12, T0, 0);

        assertThat(finished().lines())
                .singleElement()
                .asString()
                .contains(
                        "unknown: ", "{ common_type = 999, _payload_length = 12, payload = [ [0] = 0xE7, [1] = 0x3, ");
    }

    @Test
    void shouldCountLossesWhereTheyAre() throws Exception {
        format("tick", 303, "\tfield:int n;\toffset:8;\tsize:4;\tsigned:1;\n", "\"n=%d\", REC->n");
        decoder.onLost(0, 17);
        event(303, 12, T0, 0);
        event(303, 12, T0 + 1000, 1);
        event(303, 12, T0 + 2000, 0);
        decoder.onLost(0, 5_000_000_000L);
        event(303, 12, T0 + 3000, 0);
        decoder.onLost(1, -1);
        decoder.onLost(4, 9);

        Babeltrace read = finished();

        assertThat(read.lines()).isEqualTo(expected.lines());
        assertThat(read.discarded(0)).isEqualTo(5_000_000_017L);
        assertThat(read.discarded(1)).isEqualTo(1);
        assertThat(read.discarded(4)).isEqualTo(9);
        assertThat(read.warnings()).contains(":40.000002000] and [");
    }

    @Test
    void shouldReadAnEventWhoseTimeGoesBackWithinItsCpu() throws Exception {
        format("tick", 303, "\tfield:int n;\toffset:8;\tsize:4;\tsigned:1;\n", "\"n=%d\", REC->n");
        event(303, 12, T0, 0);
        event(303, 12, T0 - 1, 0);
        event(303, 12, -1, 0);
        event(303, 12, T0 + 1, 0);

        assertThat(finished().lines())
                .extracting(line -> line.substring(0, 22))
                .containsExactly(
                        "[00000001000000000000]",
                        "[00000001000000000000]",
                        "[00000001000000000000]",
                        "[00000001000000000001]");
    }

    @Test
    void shouldTellBuffersAndDatesApart() throws Exception {
        format("tick", 303, "\tfield:int n;\toffset:8;\tsize:4;\tsigned:1;\n", "\"n=%d\", REC->n");
        begin(1_700_000_000_123_456_789L - T0, true, Map.of());
        event(303, 12, T0, 0);
        decoder.onBuffer("net\"work");
        event(303, 12, T0 + 1, 0);
        decoder.onBuffer("");
        event(303, 12, T0 + 2, 0);

        assertThat(finished().lines())
                .extracting(line -> line.replaceFirst("shop:tick: (.*) }, \\{ vtid.*", "$1"))
                .containsExactly(
                        "[00000001000000000000] { cpu_id = 0, buffer = \"\"",
                        "[00000001000000000001] { cpu_id = 0, buffer = \"net\\\"work\"",
                        "[00000001000000000002] { cpu_id = 0, buffer = \"\"");
        assertThat(Files.readString(trace.resolve("metadata")))
                .contains("offset_s = 1699999000;", "offset = 123456789;", "absolute = true;");
    }

    @ParameterizedTest
    @CsvSource({
        "4096, A_markers_cpu0.raw",
        "4096, B_sched_cpu0.raw",
        "4096, C_overrun_cpu0.raw",
        "65536, D_subbuf64k_cpu0.raw",
        "4096, E_kernel_type30.raw"
    })
    void shouldContainEveryEventOfTheKernel(int pageSize, String pages) throws Exception {
        for (KernelFiles.Format format : KernelFiles.formats()) {
            catalog.register(format.system(), EventFormat.parse(format.text()));
        }
        begin(null, false, KernelFiles.savedComms());
        long lost = 0;
        ByteBuffer bytes = ByteBuffer.wrap(KernelFiles.pages(pages).get(0)).order(ByteOrder.LITTLE_ENDIAN);
        PageIterator page = new PageIterator();
        for (int offset = 0; offset < bytes.limit(); offset += pageSize) {
            page.wrap(bytes, offset, pageSize);
            if (page.lostEvents() != 0) {
                lost += Math.max(1, page.lostEvents());
                decoder.onLost(0, page.lostEvents());
            }
            while (page.next()) {
                decoder.onEvent(0, bytes, page);
            }
        }

        Babeltrace read = finished();

        List<String> lines = expected.lines();
        assertThat(lines).hasSizeGreaterThan(8);
        assertThat(read.lines()).isEqualTo(lines);
        assertThat(read.discarded(0)).isEqualTo(lost);
    }
}
