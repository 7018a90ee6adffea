package io.ringtail.reader.tracedat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.reader.KernelFiles;
import java.math.BigDecimal;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Parts of files, compared with what is printed of the whole ones. */
final class TraceCutTest {
    private static final Pattern LOSS = Pattern.compile("CPU:\\d+ \\[(\\d+) EVENTS DROPPED\\]");
    private static final Pattern EVENT = Pattern.compile(".*? \\[\\d{3}\\] +(\\d+)\\.(\\d{9}): +([^:]+):.*");
    private static final String B_SCHED = "B_sched_cpu0.raw B_sched_cpu1.raw";

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "4096, " + B_SCHED,
        "4096, C_overrun_cpu0.raw",
        "65536, D_subbuf64k_cpu0.raw",
        "4096, E_kernel_type29.raw",
        "4096, E_kernel_type30.raw",
        "4096, E_kernel_type31.raw"
    })
    void shouldPrintWhatTheWholeFilePrintsOfTheWindow(int pageSize, String pages) throws Exception {
        Path whole = kernelFile(pageSize, pages);
        List<String> lines = Reports.checkSame(whole, directory);
        long[] times = times(lines);
        Path seven = directory.resolve("seven.dat");
        StockTraceCmd.compress(whole, seven, directory);
        for (int part = 0; part < 5; part++) {
            long from = times[times.length * part / 6];
            long to = times[Math.min(times.length - 1, times.length * (part + 2) / 7 + 1)];
            List<String> expected = between(lines, from, to);
            assertThat(expected).isNotEmpty();
            assertThat(Reports.checkSame(cut(whole, from, to, null), directory)).isEqualTo(expected);
            Path compressed = cut(seven, from, to, PageCompressor.pureJava());
            assertThat(Reports.checkSame(compressed, directory)).isEqualTo(expected);
        }
    }

    @Test
    void shouldTellEachEventAndEachLossInOneOfTheWindowsThatAdjoin() throws Exception {
        Path whole = kernelFile(4096, "C_overrun_cpu0.raw");
        List<String> lines = Reports.ours(whole);
        long[] times = times(lines);
        assertThat(lost(lines)).isPositive();
        List<String> parts = new ArrayList<>();
        long from = 0;
        for (int i = 1; i <= 8; i++) {
            long to = i == 8 ? Long.MAX_VALUE : times[times.length * i / 8];
            parts.addAll(Reports.ours(cut(whole, from, to, null)));
            from = to;
        }
        assertThat(parts).isEqualTo(lines);
    }

    @Test
    void shouldKnowThreadsByTheEventsBeforeTheWindow() throws Exception {
        TraceDatHead named = TraceDatTest.kernelHead(4096);
        TraceDatHead head = new TraceDatHead(
                4096, named.headerPage(), named.headerEvent(), named.events(), Map.of(), named.clock());
        Path whole = kernelFile(head, B_SCHED);
        List<String> lines = Reports.checkSame(whole, directory);
        long from = times(lines)[lines.size() / 2];
        List<String> expected = between(lines, from, Long.MAX_VALUE);
        assertThat(expected).anyMatch(line -> line.contains("<...>")).anyMatch(line -> !line.contains("<...>"));
        assertThat(Reports.checkSame(cut(whole, from, Long.MAX_VALUE, null), directory))
                .isEqualTo(expected);
    }

    @Test
    void shouldKeepLossesBeforeEventsThatAreLeftOut() throws Exception {
        Path whole = kernelFile(4096, B_SCHED);
        List<String> lines = Reports.ours(whole);
        try (TraceDatReader reader = TraceDatReader.open(whole)) {
            Path part = directory.resolve("part.dat");
            CopyResult result = new TraceCut(reader, 0, Long.MAX_VALUE)
                    .events((system, name) -> name.equals("sched_switch"))
                    .write(Destination.file(part), null);
            List<String> expected = lines.stream()
                    .filter(line -> line.contains(": sched_switch:"))
                    .toList();
            List<String> cut = Reports.checkSame(part, directory);
            assertThat(cut.stream().filter(line -> !LOSS.matcher(line).matches()))
                    .isEqualTo(expected);
            assertThat(result.events()).isEqualTo(expected.size());
            assertThat(lost(cut)).isEqualTo(lost(lines)).isEqualTo(result.lost());
        }
        Path lossy = kernelFile(4096, "C_overrun_cpu0.raw");
        try (TraceDatReader reader = TraceDatReader.open(lossy)) {
            Path none = directory.resolve("none.dat");
            new TraceCut(reader, 0, Long.MAX_VALUE)
                    .events((system, name) -> false)
                    .write(Destination.file(none), null);
            assertThat(lost(Reports.ours(none))).isPositive().isEqualTo(lost(Reports.ours(lossy)));
        }
    }

    @Test
    void shouldKeepWhatDescribesTheTimes() throws Exception {
        ForgedTrace forged = ForgedTrace.little64().format("x", "tick", 3000, "int a;8;4;1", "\"a=%d\", REC->a");
        for (int i = 0; i < 50; i++) {
            forged.event(
                    i % 3,
                    3000,
                    9_000_000 * (i * 7 % 13 + 1),
                    forged.numbers(4).putInt(i).array());
        }
        forged.clock("[x86-tsc]\n")
                .option(
                        14,
                        forged.numbers(16)
                                .putInt(1_431_655_765)
                                .putInt(31)
                                .putLong(99)
                                .array())
                .option(1, ForgedTrace.bytes("0x1234\0"))
                .option(7, ForgedTrace.bytes("-555\0"))
                .option(5, ForgedTrace.bytes("Linux box 6.18 x86_64\0"));
        Path whole = forged.write(directory.resolve("trace.dat"));
        List<String> lines = Reports.checkSame(whole, directory);
        long[] times = times(lines);
        long from = times[10];
        long to = times[30];
        List<String> expected = between(lines, from, to);
        assertThat(Reports.checkSame(cut(whole, from, to, null), directory)).isEqualTo(expected);
        Path compressed = cut(whole, from, to, PageCompressor.pureJava());
        assertThat(Reports.checkSame(compressed, directory)).isEqualTo(expected);
        try (TraceDatReader reader = TraceDatReader.open(compressed)) {
            assertThat(reader.uname()).isEqualTo("Linux box 6.18 x86_64");
            assertThat(reader.wallClockOffsetNs()).hasValue(0);
        }
    }

    @Test
    void shouldRefuseWhatItCannotWrite() throws Exception {
        ForgedTrace forged = new ForgedTrace(ByteOrder.BIG_ENDIAN, 4)
                .format("x", "tick", 3000, "int a;8;4;1", "\"a=%d\", REC->a")
                .event(0, 3000, new byte[4]);
        Path big = forged.write(directory.resolve("big.dat"));
        assertThatThrownBy(() -> cut(big, 0, 1, null))
                .isInstanceOf(TraceDatException.class)
                .hasMessageContaining(big + " is of a big-endian machine whose long has 4 bytes");
        Path whole = kernelFile(4096, B_SCHED);
        try (TraceDatReader reader = TraceDatReader.open(whole)) {
            TraceCut cut = new TraceCut(reader, 0, 1);
            assertThatThrownBy(() -> cut.buffer("x").write(Destination.file(big), null))
                    .hasMessageContaining("no buffer \"x\"");
            Path missing = directory.resolve("missing").resolve("x.dat");
            TraceCut all = new TraceCut(reader, 0, Long.MAX_VALUE);
            assertThatThrownBy(() -> all.write(Destination.file(missing), null))
                    .isInstanceOf(TraceDatException.class)
                    .hasMessageContaining("cannot write " + missing);
        }
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("big.dat", "trace.dat", "cpu0", "cpu1");
        }
    }

    private Path cut(Path file, long from, long to, @Nullable PageCompressor compressor) throws Exception {
        Path part = directory.resolve("part.dat");
        try (TraceDatReader reader = TraceDatReader.open(file)) {
            new TraceCut(reader, from, to).write(Destination.file(part), compressor);
        }
        return part;
    }

    /** The lines of a window, with the loss before its first event. */
    private static List<String> between(List<String> lines, long from, long to) {
        List<String> kept = new ArrayList<>();
        String loss = "";
        for (String line : lines) {
            if (LOSS.matcher(line).matches()) {
                loss = line;
                continue;
            }
            long time = time(line);
            if (time >= from && time < to) {
                if (!loss.isEmpty()) {
                    kept.add(loss);
                }
                kept.add(line);
            }
            loss = "";
        }
        return kept;
    }

    private static long[] times(List<String> lines) {
        return lines.stream()
                .filter(line -> !LOSS.matcher(line).matches())
                .mapToLong(TraceCutTest::time)
                .toArray();
    }

    private static long time(String line) {
        Matcher event = EVENT.matcher(line);
        assertThat(event.matches()).as(line).isTrue();
        return new BigDecimal(event.group(1) + '.' + event.group(2))
                .movePointRight(9)
                .longValueExact();
    }

    private static long lost(List<String> lines) {
        return lines.stream()
                .map(LOSS::matcher)
                .filter(Matcher::matches)
                .mapToLong(loss -> Long.parseLong(loss.group(1)))
                .sum();
    }

    private Path kernelFile(int pageSize, String pages) throws Exception {
        return kernelFile(TraceDatTest.kernelHead(pageSize), pages);
    }

    private Path kernelFile(TraceDatHead head, String pages) throws Exception {
        Path file = directory.resolve("trace.dat");
        SortedMap<Integer, FileChannel> channels = new TreeMap<>();
        List<byte[]> bytes = KernelFiles.pages(pages);
        for (int cpu = 0; cpu < bytes.size(); cpu++) {
            Path source = Files.write(directory.resolve("cpu" + cpu), bytes.get(cpu));
            channels.put(cpu, FileChannel.open(source, StandardOpenOption.READ));
        }
        TraceDatWriter.write(Destination.file(file), FileContents.of(head, channels, bytes.size()));
        for (FileChannel channel : channels.values()) {
            channel.close();
        }
        return file;
    }
}
