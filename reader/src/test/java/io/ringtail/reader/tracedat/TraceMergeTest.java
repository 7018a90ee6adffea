package io.ringtail.reader.tracedat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.proto.stream.ClockPair;
import io.ringtail.reader.perfetto.PerfettoSink;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files merged into one, as stock trace-cmd reads it. */
final class TraceMergeTest {
    private static final int TICK = 300;
    private static final int FIRST_DELTA = 0;
    private static final UUID BOOT = UUID.fromString("01020304-0506-0708-090a-0b0c0d0e0f10");
    private static final long SECOND = 1_000_000_000L;
    private static final String SWITCH_FIELDS = """
            char prev_comm[16];8;16;0
            pid_t prev_pid;24;4;1
            pid_t next_pid;28;4;1""";

    @TempDir
    Path directory;

    @Test
    void shouldMergeFilesOfOneBootCpuByCpu() throws Exception {
        Path first = ticks("a.dat", new TraceOrigin(BOOT, "one", null), "a=%d", 0);
        Path second = ticks("b.dat", new TraceOrigin(BOOT, "one", null), "b is %d", 500);
        Path merged = merge(new TraceMerge(), first, second);
        List<String> lines = Reports.checkSame(merged, directory);
        assertThat(lines).hasSize(40);
        assertThat(lines.subList(0, 8))
                .extracting(line -> line.substring(line.indexOf("tick:") + 5).strip())
                .containsExactly("a=0", "b is 0", "a=1", "b is 1", "b is 2", "b is 3", "a=2", "a=3");
        assertThat(withoutEvents(lines, "b is")).isEqualTo(Reports.ours(first));
        assertThat(withoutEvents(lines, "a=")).isEqualTo(Reports.ours(second));
        try (TraceDatReader reader = TraceDatReader.open(merged)) {
            assertThat(reader.buffers()).containsExactly("");
            assertThat(reader.head().events()).hasSize(2);
            assertThat(reader.cpuCount()).isEqualTo(2);
        }
    }

    @Test
    void shouldKeepTheIdOfATypeThatFilesShare() throws Exception {
        Path first = ticks("a.dat", new TraceOrigin(BOOT, "one", null), "a=%d", 0);
        Path second = ticks("b.dat", new TraceOrigin(BOOT, "one", null), "a=%d", 500);
        Path merged = merge(new TraceMerge(), first, second);
        assertThat(Reports.checkSame(merged, directory)).hasSize(40);
        try (TraceDatReader reader = TraceDatReader.open(merged)) {
            assertThat(reader.head().events()).hasSize(1);
        }
    }

    @Test
    void shouldRelateHostsByTheWallClockAndKeepTheirThreadsApart() throws Exception {
        TraceOrigin one = new TraceOrigin(BOOT, "one", new ClockPair(100 * SECOND, 900 * SECOND));
        TraceOrigin two = new TraceOrigin(new UUID(1, 2), "two", new ClockPair(100 * SECOND, 907 * SECOND));
        Path first = ticks("a.dat", one, "a=%d", 0);
        Path second = switches("b.dat", two);
        TraceMerge merge = new TraceMerge();
        Path merged = merge(merge, first, second);
        assertThat(merge.notes())
                .anyMatch(note -> note.contains("shifted by 7000000000 ns, its events are in the buffer"
                        + " two, and its thread ids are higher by 4194304"));
        List<String> lines = Reports.checkSame(merged, directory);
        assertThat(lines).hasSize(21);
        assertThat(lines.get(20))
                .matches("two: +other-4195538 +\\[000\\] +1007\\.000000000: sched_move: .*4195538.*==> .*4194399.*");
        try (TraceDatReader reader = TraceDatReader.open(merged)) {
            assertThat(reader.buffers()).containsExactly("", "two");
            assertThat(reader.head().cmdlines())
                    .containsEntry(1234, "two words")
                    .containsEntry(4195538, "other");
            assertThat(reader.wallClockOffsetNs()).hasValue(800 * SECOND);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            PerfettoSink sink = new PerfettoSink(out);
            for (TraceEvents events = reader.events(); events.next(reader.decoder(sink)); ) {
                // Until the last one.
            }
            sink.finish();
            assertThat(sink.events()).isEqualTo(21);
        }
        try (TraceDatReader reader = TraceDatReader.open(merged)) {
            Path part = directory.resolve("part.dat");
            new TraceCut(reader, 0, Long.MAX_VALUE)
                    .buffer("two")
                    .write(Destination.file(part), PageCompressor.pureJava());
            assertThat(Reports.checkSame(part, directory)).containsExactly(lines.get(20));
        }
    }

    @Test
    void shouldPutTheTimesOfTwoHostsOnOneLine() throws Exception {
        TraceOrigin one = new TraceOrigin(BOOT, "one", new ClockPair(100 * SECOND, 900 * SECOND));
        TraceOrigin two = new TraceOrigin(new UUID(1, 2), "two", new ClockPair(100 * SECOND, 907 * SECOND));
        try (TraceDatReader first = TraceDatReader.open(ticks("a.dat", one, "a=%d", 0));
                TraceDatReader second = TraceDatReader.open(ticks("b.dat", two, "b=%d", 0))) {
            assertThat(second.times()).isEqualTo(first.times());
            TimeRange before = first.times().orElseThrow();
            new TimeLine().add("a.dat", first).add("b.dat", second).align();
            assertThat(first.times()).hasValue(before);
            assertThat(second.times()).hasValue(new TimeRange(before.first() + 7 * SECOND, before.last() + 7 * SECOND));
        }
    }

    @Test
    void shouldRefuseClocksThatItCannotRelate() throws Exception {
        Path first = ticks("a.dat", new TraceOrigin(BOOT, "one", null), "a=%d", 0);
        Path second = ticks("b.dat", new TraceOrigin(new UUID(1, 2), "one", null), "b=%d", 0);
        assertThatThrownBy(() -> merge(new TraceMerge(), first, second))
                .isInstanceOf(TraceDatException.class)
                .hasMessageContaining("cannot be related")
                .hasMessageContaining("b.dat (clock mono of one) does not say when on the wall clock");
        assertThatThrownBy(() -> merge(new TraceMerge().assumeSameClock(), first, second))
                .hasMessageContaining("cannot be related");
        Path counter = trace(null).clock("[counter]").write(directory.resolve("c.dat"));
        assertThatThrownBy(() -> merge(new TraceMerge(), first, counter))
                .hasMessageContaining("c.dat has times of the clock \"counter\"");
    }

    @Test
    void shouldTakeTheSameHostAndClockForOneMachineWhereNoBootIsNamed() throws Exception {
        Path first = ticks("a.dat", new TraceOrigin(BOOT, "box", null), "a=%d", 0);
        Path kernel = numbered(trace(null).option(5, ForgedTrace.bytes("Linux box 6.18 x86_64\0")), "b=%d", 500)
                .write(directory.resolve("b.dat"));
        assertThat(Reports.checkSame(merge(new TraceMerge(), first, kernel), directory))
                .hasSize(40);
        Path unnamed = numbered(trace(null), "b=%d", 500).write(directory.resolve("b.dat"));
        assertThatThrownBy(() -> merge(new TraceMerge(), first, unnamed)).hasMessageContaining("--same-clock");
        assertThat(Reports.checkSame(merge(new TraceMerge().assumeSameClock(), first, unnamed), directory))
                .hasSize(40);
    }

    private Path merge(TraceMerge merge, Path... files) throws Exception {
        Path merged = directory.resolve("merged.dat");
        List<TraceDatReader> readers = new ArrayList<>();
        try {
            for (Path file : files) {
                readers.add(TraceDatReader.open(file));
                merge.add(file.toString(), readers.get(readers.size() - 1));
            }
            merge.write(Destination.file(merged), null);
        } finally {
            readers.forEach(TraceDatReader::close);
        }
        return merged;
    }

    private static List<String> withoutEvents(List<String> lines, String text) {
        return lines.stream().filter(line -> !line.contains(text)).toList();
    }

    private static ForgedTrace trace(@Nullable TraceOrigin origin) {
        ForgedTrace trace = ForgedTrace.little64().clock("local [mono]\n");
        return origin == null ? trace : trace.option(TraceDatFormat.OPTION_ORIGIN, origin.encode());
    }

    private Path ticks(String name, TraceOrigin origin, String text, int afterNs) throws Exception {
        return numbered(trace(origin), text, afterNs).write(directory.resolve(name));
    }

    /** Adds 20 numbers on two CPUs, 1 µs apart but for the first two. */
    private static ForgedTrace numbered(ForgedTrace trace, String text, int afterNs) {
        trace.format("x", "tick", TICK, "int a;8;4;1", '"' + text + "\", REC->a");
        for (int i = 0; i < 20; i++) {
            int delta = i < 4 && afterNs > 0 ? afterNs : 1000;
            trace.event(i % 2, TICK, delta, trace.numbers(4).putInt(i).array());
        }
        return trace;
    }

    private Path switches(String name, TraceOrigin origin) throws Exception {
        ForgedTrace trace = trace(origin).names("1234 other\n95 next\n");
        trace.format(
                "sched",
                "sched_move",
                TICK,
                SWITCH_FIELDS,
                "\"%s:%d ==> %d\", REC->prev_comm, REC->prev_pid, REC->next_pid");
        byte[] payload = trace.numbers(24)
                .put(ForgedTrace.bytes("other"))
                .putInt(16, 1234)
                .putInt(20, 95)
                .array();
        return trace.event(0, TICK, FIRST_DELTA, payload).write(directory.resolve(name));
    }
}
