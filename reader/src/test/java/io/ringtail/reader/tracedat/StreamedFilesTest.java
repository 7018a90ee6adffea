package io.ringtail.reader.tracedat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.InvalidFormatException;
import io.ringtail.proto.stream.ClockPair;
import io.ringtail.proto.stream.EndReason;
import io.ringtail.proto.stream.FrameAdapter;
import io.ringtail.proto.stream.FrameReader;
import io.ringtail.proto.stream.StreamHeader;
import io.ringtail.reader.filter.Filter;
import io.ringtail.reader.filter.Selection;
import io.ringtail.reader.filter.Selection.Threads;
import io.ringtail.reader.format.EventCatalog;
import io.ringtail.reader.format.EventDecoder;
import io.ringtail.reader.merge.EventMerger;
import io.ringtail.reader.text.EventPrinter;
import io.ringtail.reader.text.LineStyle;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files as a stream: what decodes it prints the same lines as a report of the files. */
final class StreamedFilesTest {
    private static final int TICK = 300;
    /** Several pages a CPU, and several pieces. */
    private static final int MANY = 100_000;

    private static final long SECOND = 1_000_000_000L;

    @TempDir
    Path directory;

    @Test
    void shouldHaveTheEventsOfAFileInTheirOrder() throws Exception {
        Path file = many("a.dat", null, MANY);
        Received received = receive(TracePart.ALL, file);
        assertThat(received.lines()).hasSize(MANY).isEqualTo(Reports.ours(file));
        assertThat(received.reason).isEqualTo(EndReason.COMPLETE);
        assertThat(received.pieces).isGreaterThan(3);
    }

    @Test
    void shouldHaveThePartThatIsAskedFor() throws Exception {
        Path file = many("a.dat", null, 1000);
        List<String> all = Reports.ours(file);
        long first = ForgedTrace.START;
        TracePart window = new TracePart(Selection.ALL, null, first + 100_000, first + 200_000, null);
        assertThat(receive(window, file).lines()).hasSize(200).isEqualTo(all.subList(200, 400));
        Selection filtered = new Selection("x:t*", Threads.ALL, Threads.ALL, Filter.parse("a < 10"));
        assertThat(receive(part(filtered, null), file).lines()).isEqualTo(all.subList(0, 10));
        BitSet cpu = new BitSet();
        cpu.set(1);
        assertThat(receive(part(Selection.ALL, cpu), file).lines())
                .hasSize(500)
                .allMatch(line -> line.contains("[001]"));
        Selection nothing = new Selection(null, Threads.parse("7"), Threads.ALL, null);
        assertThat(receive(part(nothing, null), file).lines()).isEmpty();
        assertThatThrownBy(() -> receive(new TracePart(Selection.ALL, null, 0, 1, "none"), file))
                .isInstanceOf(TraceDatException.class)
                .hasMessageContaining("has no buffer \"none\"");
    }

    @Test
    void shouldCountTheLossesOfAFile() throws Exception {
        Path file = directory.resolve("lossy.dat");
        try (CopiedPages pages = new CopiedPages(Destination.file(file), ForgedTrace.PAGE, 1);
                TraceDatReader source = TraceDatReader.open(many("a.dat", null, 1))) {
            ByteBuffer payload = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
            payload.putShort(0, (short) TICK).putInt(4, ForgedTrace.THREAD);
            pages.add(0, 0, 1000, payload, 0, 12);
            pages.lose(0, 0, 7);
            pages.add(0, 0, 2000, payload, 0, 12);
            pages.add(0, 1, 1500, payload, 0, 12);
            pages.lose(0, 1, -1);
            pages.add(0, 1, 1600, payload, 0, 12);
            pages.lose(0, 0, 3);
            FileHead head = source.copied();
            FileContents contents = new FileContents(
                    ForgedTrace.PAGE,
                    head.headerPage,
                    head.headerEvent,
                    head.events,
                    "",
                    "",
                    head.cmdlines,
                    head.options,
                    2,
                    List.of(pages.complete(0, "", "mono")));
            TraceDatWriter.write(Destination.file(file), contents, null);
        }
        List<String> lines = receive(TracePart.ALL, file).lines();
        // A stream has a loss with the page after it, so before later events of other CPUs than in a report.
        assertThat(lines).containsExactlyInAnyOrderElementsOf(Reports.ours(file));
        assertThat(lines.stream().filter(line -> line.matches("CPU:0 .*|.*\\[000].*")))
                .extracting(line ->
                        line.contains("EVENTS") ? line.replaceAll("\\D+", " ").strip() : "event")
                .containsExactly("event", "0 7", "event", "0 3");
    }

    @Test
    void shouldPutTwoMachinesOnOneTimeLineWithThreadsAndCpusOfTheirOwn() throws Exception {
        TraceOrigin one = new TraceOrigin(new UUID(1, 1), "one", new ClockPair(100 * SECOND, 900 * SECOND));
        TraceOrigin two = new TraceOrigin(new UUID(1, 2), "two", new ClockPair(100 * SECOND, 907 * SECOND));
        Path first = many("a.dat", one, 20);
        Path second = many("b.dat", two, 20);
        Received received = receive(TracePart.ALL, first, second);
        assertThat(received.lines()).hasSize(40);
        assertThat(received.lines().subList(0, 20)).isEqualTo(Reports.ours(first));
        assertThat(received.lines().get(20)).matches(".*-4195538 +\\[002\\] +1007\\.0+: tick: +0");
        assertThat(Objects.requireNonNull(received.hello).possibleCpus()).isEqualTo(4);
    }

    @Test
    void shouldSayWhereAFileIsCutShortWhileItIsRead() throws Exception {
        Path file = many("a.dat", null, MANY);
        try (TraceDatReader reader = TraceDatReader.open(file)) {
            TraceFrames frames = new StreamedFiles(List.of("a.dat"), List.of(reader), false).open(TracePart.ALL);
            Files.newByteChannel(file, StandardOpenOption.WRITE)
                    .truncate(300_000)
                    .close();
            Received received = new Received(frames);
            assertThat(received.reason).isEqualTo(EndReason.FAILED);
            assertThat(received.detail).contains("ended while it was read");
            assertThat(received.lines()).isNotEmpty();
        }
    }

    @Test
    void shouldRefuseWhatAStreamCannotDescribe() throws Exception {
        ForgedTrace big = new ForgedTrace(ByteOrder.BIG_ENDIAN, Long.BYTES);
        Path file = big.format("x", "tick", TICK, "int a;8;4;1", "\"%d\", REC->a")
                .event(0, TICK, new byte[4])
                .write(directory.resolve("big.dat"));
        assertThatThrownBy(() -> receive(TracePart.ALL, file))
                .isInstanceOf(TraceDatException.class)
                .hasMessageContaining("big-endian");
    }

    private static TracePart part(Selection selection, @Nullable BitSet cpus) {
        return new TracePart(selection, cpus, Long.MIN_VALUE, Long.MAX_VALUE, null);
    }

    /** Numbered events on two CPUs, each CPU's 1 µs apart. */
    private Path many(String name, @Nullable TraceOrigin origin, int count) throws Exception {
        ForgedTrace trace = ForgedTrace.little64().clock("local [mono]\n");
        if (origin != null) {
            trace.option(TraceDatFormat.OPTION_ORIGIN, origin.encode());
        }
        trace.format("x", "tick", TICK, "int a;8;4;1", "\"%d\", REC->a");
        Path small = directory.resolve("forged.dat");
        trace.event(0, TICK, trace.numbers(4).putInt(0).array());
        if (count <= 1) {
            return trace.event(1, TICK, trace.numbers(4).putInt(1).array()).write(directory.resolve(name));
        }
        trace.write(small);
        Path file = directory.resolve(name);
        try (CopiedPages pages = new CopiedPages(Destination.file(file), ForgedTrace.PAGE, 1);
                TraceDatReader source = TraceDatReader.open(small)) {
            ByteBuffer payload = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
            payload.putShort(0, (short) TICK).putInt(4, ForgedTrace.THREAD);
            for (int i = 0; i < count; i++) {
                payload.putInt(8, i);
                pages.add(0, i % 2, ForgedTrace.START + i / 2 * 1000L, payload, 0, 12);
            }
            FileHead head = source.copied();
            FileContents contents = new FileContents(
                    ForgedTrace.PAGE,
                    head.headerPage,
                    head.headerEvent,
                    head.events,
                    "",
                    "",
                    head.cmdlines,
                    head.options,
                    2,
                    List.of(pages.complete(0, "", "mono")));
            TraceDatWriter.write(Destination.file(file), contents, null);
        }
        return file;
    }

    private static Received receive(TracePart part, Path... files) throws Exception {
        List<TraceDatReader> readers = new ArrayList<>();
        try {
            List<String> names = new ArrayList<>();
            for (Path file : files) {
                readers.add(TraceDatReader.open(file));
                names.add(file.toString());
            }
            return new Received(new StreamedFiles(names, readers, false).open(part));
        } finally {
            readers.forEach(TraceDatReader::close);
        }
    }

    /** A stream that has been decoded to its end. */
    private static final class Received extends FrameAdapter {
        private final StringBuilder out = new StringBuilder();
        private final EventCatalog catalog = new EventCatalog();
        private final Map<Integer, String> names = new HashMap<>();
        private final EventMerger merger = new EventMerger(
                1024,
                new EventDecoder(
                        catalog, names::get, tid -> 0, new EventPrinter(out, new LineStyle(false, true, List.of()))));
        private int pieces;
        private @Nullable StreamHeader hello;
        private @Nullable EndReason reason;
        private String detail = "";

        Received(TraceFrames frames) throws Exception {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (ByteBuffer piece = frames.next(); piece != null; piece = frames.next()) {
                assertThat(piece.hasRemaining()).isTrue();
                byte[] copy = new byte[piece.remaining()];
                piece.get(copy);
                bytes.writeBytes(copy);
                pieces++;
            }
            FrameReader reader = new FrameReader(Channels.newChannel(new ByteArrayInputStream(bytes.toByteArray())));
            while (reader.read(this)) {
                // Until its end.
            }
            merger.flush();
        }

        List<String> lines() {
            return out.toString().lines().toList();
        }

        @Override
        public void onHello(StreamHeader header) {
            hello = header;
        }

        @Override
        public void onFormat(int eventId, String system, String format) {
            try {
                catalog.register(system, EventFormat.parse(format));
            } catch (InvalidFormatException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void onCmdline(int tid, int pid, String name) {
            names.put(tid, name);
        }

        @Override
        public void onCpu(int cpu, boolean online) {
            merger.addCpu(cpu);
        }

        @Override
        public void onPage(
                int cpu, long subbuf, int startOffset, int endOffset, ByteBuffer buffer, int offset, int length) {
            merger.addPage(cpu, buffer, offset, length);
        }

        @Override
        public void onWatermark(int cpu, long timeNs) {
            merger.watermark(cpu, timeNs);
        }

        @Override
        public void onEnd(EndReason why, String text) {
            reason = why;
            detail = text;
        }
    }
}
