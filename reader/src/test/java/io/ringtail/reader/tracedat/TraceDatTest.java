package io.ringtail.reader.tracedat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.ringtail.proto.event.EventSchema;
import io.ringtail.proto.event.FieldType;
import io.ringtail.proto.event.FormatText;
import io.ringtail.proto.page.EventHeader;
import io.ringtail.proto.page.PageHeader;
import io.ringtail.reader.KernelFiles;
import io.ringtail.reader.format.EventDecoder;
import io.ringtail.reader.text.EventPrinter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("once")
final class TraceDatTest {
    private static final int TICK = 33;

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "A_markers_cpu0.report.txt, 4096, A_markers_cpu0.raw",
        "B_sched.report.txt, 4096, B_sched_cpu0.raw B_sched_cpu1.raw",
        "C_overrun_cpu0.report.txt, 4096, C_overrun_cpu0.raw",
        "D_subbuf64k_cpu0.report.txt, 65536, D_subbuf64k_cpu0.raw",
        "E_kernel_type29.report.txt, 4096, E_kernel_type29.raw",
        "E_kernel_type30.report.txt, 4096, E_kernel_type30.raw",
        "E_kernel_type31.report.txt, 4096, E_kernel_type31.raw"
    })
    void shouldReportKernelPagesAsStockTraceCmdDoes(String report, int pageSize, String pages) throws Exception {
        Path file = write(kernelHead(pageSize), KernelFiles.pages(pages));
        String ours = report(file);
        if (!report.startsWith("D_")) {
            assertThat(ours).isEqualTo(KernelFiles.text(report));
        }
        assertThat(ours).isEqualTo(StockTraceCmd.report(file, directory));
    }

    @ParameterizedTest
    @ValueSource(ints = {4096, 65_536, 1 << 20})
    void shouldReportLossesAsStockTraceCmdDoes(int pageSize) throws Exception {
        List<byte[]> cpus = List.of(
                concat(page(pageSize, 1_000, 3, 0), page(pageSize, 5_000, 2, 17)),
                new byte[0],
                concat(page(pageSize, 2_000, 1, 0), page(pageSize, 7_000, 1, 5)));
        Path file = write(tickHead(pageSize), cpus);
        String ours = report(file);
        assertThat(ours).contains("CPU:0 [17 EVENTS DROPPED]").contains("CPU:2 [5 EVENTS DROPPED]");
        assertThat(ours).isEqualTo(StockTraceCmd.report(file, directory));
    }

    @ParameterizedTest
    @CsvSource({"4096, B_sched_cpu0.raw B_sched_cpu1.raw", "4096, C_overrun_cpu0.raw", "65536, D_subbuf64k_cpu0.raw"})
    void shouldReadVersionSevenAsStockTraceCmdConvertsIt(int pageSize, String pages) throws Exception {
        Path six = write(kernelHead(pageSize), KernelFiles.pages(pages));
        Path seven = directory.resolve("seven.dat");
        StockTraceCmd.convert(six, seven, directory);
        assertThat(report(seven)).isEqualTo(report(six));
        byte[] bytes = Files.readAllBytes(seven);
        Path cut = directory.resolve("cut.dat");
        for (int length = 0; length < bytes.length; length += 211) {
            Files.write(cut, Arrays.copyOf(bytes, length));
            try {
                assertThat(report(cut)).as("%s bytes", length).isEqualTo(report(six));
            } catch (TraceDatException e) {
                assertThat(e).hasMessageContaining("byte");
            }
        }
    }

    @Test
    void shouldGiveTheEventsOfEachCpuAlone() throws Exception {
        Path file = write(kernelHead(4096), KernelFiles.pages("B_sched_cpu0.raw B_sched_cpu1.raw"));
        List<String> apart = new ArrayList<>();
        try (TraceDatReader reader = TraceDatReader.open(file)) {
            assertThat(reader.cpus("")).containsExactly(0, 1);
            for (int cpu : reader.cpus("")) {
                StringBuilder lines = new StringBuilder();
                EventDecoder decoder = reader.decoder(new EventPrinter(lines));
                for (TraceEvents events = reader.events("", cpu); events.next(decoder); ) {
                    assertThat(lines).contains("[00" + cpu + "]");
                }
                lines.toString().lines().map(TraceDatTest::withoutThread).forEach(apart::add);
            }
            assertThat(reader.cpus("other")).isEmpty();
        }
        assertThat(apart)
                .containsExactlyInAnyOrderElementsOf(report(file)
                        .lines()
                        .skip(1)
                        .map(TraceDatTest::withoutThread)
                        .toList());
    }

    /** Cuts off the thread, whose name may be known only from another CPU's events. */
    private static String withoutThread(String line) {
        return line.substring(line.indexOf('['));
    }

    @Test
    void shouldPrintEachOfOurFieldTypesAsStockTraceCmdDoes() throws Exception {
        EventSchema.Builder all = EventSchema.builder("test", "all");
        List<FieldType> integers = List.of(
                FieldType.U8,
                FieldType.U16,
                FieldType.U32,
                FieldType.U64,
                FieldType.S8,
                FieldType.S16,
                FieldType.S32,
                FieldType.S64);
        for (FieldType type : integers) {
            all.field("plain_" + type, type)
                    .hex("hex_" + type, type)
                    .symbols("symbol_" + type, type, Map.of(0L, "NONE", 1L, "ONE", 2L, "TWO"));
        }
        EventSchema schema = all.field("flag", FieldType.BOOL)
                .chars("fixed", 7)
                .field("text", FieldType.STRING)
                .build();
        ByteBuffer page = ByteBuffer.allocate(8192).order(ByteOrder.LITTLE_ENDIAN);
        int at = PageHeader.LENGTH;
        Random random = new Random(9);
        for (int kind = 0; kind < 6; kind++) {
            byte[] text = "grüße\0".getBytes(StandardCharsets.UTF_8);
            int length = schema.fixedSize() + 8;
            page.putInt(at, EventHeader.word(EventHeader.LARGE, 1)).putInt(at + 4, length + 4);
            int payload = at + 8;
            for (int i = EventSchema.COMMON_SIZE; i < schema.fixedSize(); i++) {
                page.put(payload + i, kind < 3 ? (byte) (kind - 1) : (byte) random.nextInt());
            }
            page.putShort(payload, (short) TICK)
                    .putShort(payload + 2, (short) 0)
                    .putInt(payload + 4, 7);
            int fields = schema.fields().size();
            page.put(payload + schema.fields().get(fields - 3).offset(), (byte) (kind & 1));
            page.put(payload + schema.fields().get(fields - 2).offset(), "seven!\0".getBytes(StandardCharsets.UTF_8));
            page.putInt(
                    payload + schema.fields().get(fields - 1).offset(), text.length << Short.SIZE | schema.fixedSize());
            page.put(payload + schema.fixedSize(), text);
            at = payload + length;
        }
        PageHeader.write(page, 0, 1_000, at - PageHeader.LENGTH, 0);
        TraceDatHead head = new TraceDatHead(
                8192,
                headerPage(8192),
                KernelFiles.text("header_event.txt"),
                List.of(new TraceDatHead.Event("test", FormatText.formatText(schema, TICK, "all"))),
                Map.of(7, "worker"),
                "mono");
        Path file = write(head, List.of(page.array()));
        assertThat(report(file)).contains("grüße").isEqualTo(StockTraceCmd.report(file, directory));
    }

    @Test
    void shouldLeaveOtherFilesBesideItsTargetAlone() throws Exception {
        Path other = Files.writeString(directory.resolve("trace.dat.part"), "somebody's");
        write(tickHead(4096), List.of(page(4096, 1_000, 1, 0)));
        assertThat(other).hasContent("somebody's");
    }

    @Test
    void shouldBePrintedAndCountedByTheExamples() throws Exception {
        Path file = write(tickHead(4096), List.of(page(4096, 1_000, 3, 0), page(4096, 1_001, 2, 5)));
        assertThat("cpus=2\n" + example("PrintTrace", file)).isEqualTo(report(file));
        assertThat(example("CountEvents", file)).isEqualTo("5 load:tick\n5 lost\n");
    }

    /** Returns the output of a program of the directory examples for a file. */
    private static String example(String name, Path file) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        "../examples/" + name + ".java",
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return printed;
    }

    @Test
    void shouldReportTheLossThatAnEmptyPageTellsOf() throws Exception {
        byte[] pages = concat(page(4096, 1_000, 1, 0), page(4096, 2_000, 0, 5), page(4096, 3_000, 1, 2));
        assertThat(report(write(tickHead(4096), List.of(concat(pages, page(4096, 4_000, 0, 9))))))
                .containsSubsequence("seq=1000", "CPU:0 [7 EVENTS DROPPED]", "seq=3000", "CPU:0 [9 EVENTS DROPPED]");
    }

    @Test
    void shouldSayClearlyThatAFileIsCutShort() throws Exception {
        Path whole = write(kernelHead(4096), KernelFiles.pages("C_overrun_cpu0.raw"));
        byte[] bytes = Files.readAllBytes(whole);
        Path cut = directory.resolve("cut.dat");
        for (int length = 0; length < bytes.length; length += length < 512 ? 1 : 97) {
            Files.write(cut, Arrays.copyOf(bytes, length));
            int shown = length;
            assertThatThrownBy(() -> report(cut))
                    .as("%s bytes", shown)
                    .isInstanceOf(TraceDatException.class)
                    .hasMessageContaining(cut.toString())
                    .hasMessageContaining("byte");
        }
    }

    @Test
    void shouldNotFailInAnyOtherWayOnDamagedBytes() throws Exception {
        byte[] bytes =
                Files.readAllBytes(write(kernelHead(4096), KernelFiles.pages("B_sched_cpu0.raw B_sched_cpu1.raw")));
        Path damaged = directory.resolve("damaged.dat");
        Random random = new Random(4);
        for (int round = 0; round < 600; round++) {
            byte[] copy = bytes.clone();
            for (int i = 0; i < 4; i++) {
                copy[random.nextInt(round % 2 == 0 ? 200 : copy.length)] = (byte) random.nextInt();
            }
            Files.write(damaged, copy);
            try {
                assertThat(report(damaged)).startsWith("cpus=");
            } catch (TraceDatException e) {
                assertThat(e).hasMessageContaining(damaged.toString());
            }
        }
    }

    @Test
    void shouldLeaveNothingWhereItCannotWrite() throws Exception {
        Path missing = directory.resolve("missing").resolve("trace.dat");
        FileContents empty = FileContents.of(tickHead(4096), new TreeMap<>(), 1);
        assertThatThrownBy(() -> TraceDatWriter.write(Destination.file(missing), empty))
                .isInstanceOf(TraceDatException.class)
                .hasMessageContaining(missing.toString())
                .hasMessageContaining("-o");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void shouldSayWhatIsNoTraceDat() throws Exception {
        Path file = Files.writeString(directory.resolve("notes.txt"), "nothing of the kind");
        assertThatThrownBy(() -> TraceDatReader.open(file)).hasMessageContaining("not a trace.dat");
        assertThatThrownBy(() -> TraceDatReader.open(directory.resolve("absent")))
                .isInstanceOf(TraceDatException.class)
                .hasMessageContaining("does not exist");
    }

    @Test
    void shouldTellThreadsProcesses() throws Exception {
        Path file = write(tickHead(4096), List.of(page(4096, 1, 1, 0)));

        try (TraceDatReader reader = TraceDatReader.open(file)) {
            assertThat(reader.head().tgids()).containsExactly(entry(7, 5));
        }
        StockTraceCmd.require();
        assertThat(StockTraceCmd.report(file, directory)).contains("worker-7");
        assertThat(directory.resolve("stock.err")).content().doesNotContain("option");
    }

    private Path write(TraceDatHead head, List<byte[]> cpus) throws Exception {
        Path file = directory.resolve("trace.dat");
        SortedMap<Integer, FileChannel> channels = new TreeMap<>();
        for (int cpu = 0; cpu < cpus.size(); cpu++) {
            Path pages = Files.write(directory.resolve("cpu" + cpu), cpus.get(cpu));
            channels.put(cpu, FileChannel.open(pages, StandardOpenOption.READ));
        }
        TraceDatWriter.write(Destination.file(file), FileContents.of(head, channels, cpus.size()));
        for (FileChannel channel : channels.values()) {
            channel.close();
        }
        return file;
    }

    private static String report(Path file) throws Exception {
        StringBuilder out = new StringBuilder();
        try (TraceDatReader reader = TraceDatReader.open(file)) {
            out.append("cpus=").append(reader.cpuCount()).append('\n');
            EventDecoder decoder = reader.decoder(new EventPrinter(out));
            TraceEvents events = reader.events();
            while (events.next(decoder)) {
                // Until the last one.
            }
        }
        return out.toString();
    }

    static TraceDatHead kernelHead(int pageSize) {
        List<TraceDatHead.Event> events = KernelFiles.formats().stream()
                .map(format -> new TraceDatHead.Event(format.system(), format.text()))
                .toList();
        return new TraceDatHead(
                pageSize,
                headerPage(pageSize),
                KernelFiles.text("header_event.txt"),
                events,
                KernelFiles.savedComms(),
                "mono");
    }

    private static TraceDatHead tickHead(int pageSize) {
        EventSchema tick =
                EventSchema.builder("load", "tick").field("seq", FieldType.U64).build();
        return new TraceDatHead(
                pageSize,
                headerPage(pageSize),
                KernelFiles.text("header_event.txt"),
                List.of(new TraceDatHead.Event("load", FormatText.formatText(tick, TICK, "tick"))),
                Map.of(7, "worker"),
                "mono",
                "",
                Map.of(7, 5));
    }

    private static String headerPage(int pageSize) {
        return KernelFiles.text("header_page.txt").replace("size:4080", "size:" + (pageSize - 16));
    }

    private static byte[] page(int pageSize, long timestamp, int events, long lost) {
        ByteBuffer page = ByteBuffer.allocate(pageSize).order(ByteOrder.LITTLE_ENDIAN);
        int at = PageHeader.LENGTH;
        for (int i = 0; i < events; i++) {
            page.putInt(at, EventHeader.word(4, i == 0 ? 0 : 10));
            page.putShort(at + 4, (short) TICK).putInt(at + 8, 7).putLong(at + 12, timestamp + i);
            at += 20;
        }
        PageHeader.write(page, 0, timestamp, at - PageHeader.LENGTH, lost);
        return page.array();
    }

    private static byte[] concat(byte[]... parts) {
        ByteBuffer all = ByteBuffer.allocate(
                Stream.of(parts).mapToInt(part -> part.length).sum());
        Stream.of(parts).forEach(all::put);
        return all.array();
    }
}
