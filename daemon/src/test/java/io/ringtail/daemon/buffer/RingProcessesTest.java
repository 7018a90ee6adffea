package io.ringtail.daemon.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.client.ring.NanoClock;
import io.ringtail.client.ring.RingWriter;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.memory.MappedRegion;
import io.ringtail.proto.page.PageIterator;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several JVMs write into one ring of one mapped file, and a reader in this one accounts for each event. */
@Timeout(120)
class RingProcessesTest {
    private static final int PROCESSES = 3;
    private static final int THREADS = 2;
    private static final int EVENTS = 100_000;
    private static final int WRITER_SHIFT = 24;

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"4096, 8, OVERWRITE", "65536, 4, DISCARD"})
    void shouldAccountForEachEventOfSeveralProcesses(int subbufSize, int subbufCount, BufferMode mode)
            throws Exception {
        RingGeometry ring = new RingGeometry(subbufSize, subbufCount);
        Path path = directory.resolve("buffer");
        List<Process> writers = new ArrayList<>();
        try (BufferFile file = BufferFile.open(path, Geometry.of(mode, 1, ring))) {
            file.allocate(file.geometry().threadSlotsOffset(), 4096);
            RingReader reader = file.prepare(0).openReader(StartAt.OLDEST, true);
            for (int process = 0; process < PROCESSES; process++) {
                writers.add(start(path, subbufSize, subbufCount, mode, process));
            }
            Tally tally = new Tally(subbufSize);
            while (writers.stream().anyMatch(Process::isAlive)) {
                tally.drain(reader);
            }
            tally.drain(reader);
            long taken = 0;
            for (Process writer : writers) {
                taken += result(writer);
            }
            int all = PROCESSES * THREADS * EVENTS;
            RingStatistics statistics = file.prepare(0).statistics();
            assertThat(statistics.written()).isEqualTo(taken);
            assertThat(statistics.dropped()).isEqualTo(all - taken);
            assertThat(tally.events + tally.lost).isEqualTo(all);
            assertThat(tally.events).isPositive();
        } finally {
            writers.forEach(Process::destroyForcibly);
        }
    }

    private static Process start(Path path, int subbufSize, int subbufCount, BufferMode mode, int process)
            throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Xmx64m",
                        Writers.class.getName(),
                        path.toString(),
                        Integer.toString(subbufSize),
                        Integer.toString(subbufCount),
                        mode.name(),
                        Integer.toString(process))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static long result(Process writer) throws Exception {
        assertThat(writer.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(writer.exitValue()).isZero();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
            return Long.parseLong(output.readLine());
        }
    }

    /** The events that the reader has received, checked as they arrive. */
    private static final class Tally {
        private final ByteBuffer page;
        private final PageIterator iterator = new PageIterator();
        private final Map<Integer, Integer> last = new HashMap<>();
        private long time;
        long events;
        long lost;

        Tally(int subbufSize) {
            page = ByteBuffer.allocateDirect(subbufSize).order(ByteOrder.LITTLE_ENDIAN);
        }

        void drain(RingReader reader) {
            for (int used = reader.poll(page, true); used > 0; used = reader.poll(page, true)) {
                lost += reader.page().lost();
                iterator.wrap(page, 0, used);
                while (iterator.next()) {
                    check();
                }
                assertThat(iterator.damaged()).isFalse();
            }
        }

        private void check() {
            int word = page.getInt(iterator.payloadOffset());
            for (int at = 0; at < iterator.payloadLength(); at += 4) {
                if (page.getInt(iterator.payloadOffset() + at) != word) {
                    throw new AssertionError("torn event " + word);
                }
            }
            int sequence = word & ((1 << WRITER_SHIFT) - 1);
            Integer before = last.put(word >>> WRITER_SHIFT, sequence);
            if ((before != null && before >= sequence) || iterator.timestamp() < time) {
                throw new AssertionError("event " + sequence + " after " + before + " at " + iterator.timestamp());
            }
            time = iterator.timestamp();
            events++;
        }
    }

    /** The other processes: the client's writer on the file, with the JDK's mapping. */
    static final class Writers {
        private Writers() {}

        public static void main(String[] args) throws Exception {
            RingGeometry ring = new RingGeometry(Integer.parseInt(args[1]), Integer.parseInt(args[2]));
            BufferMode mode = BufferMode.valueOf(args[3]);
            Geometry sizes = Geometry.of(mode, 1, ring);
            int process = Integer.parseInt(args[4]);
            try (FileChannel file =
                    FileChannel.open(Path.of(args[0]), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                MappedRegion metadata =
                        new MappedRegion(file.map(FileChannel.MapMode.READ_WRITE, 0, sizes.metadataLength()));
                MappedRegion region = new MappedRegion(
                        file.map(FileChannel.MapMode.READ_WRITE, sizes.regionOffset(0), ring.regionLength()));
                io.ringtail.client.ring.WriterRing shared =
                        new io.ringtail.client.ring.WriterRing(0, region, ring, mode);
                long[] taken = new long[THREADS];
                List<Thread> threads = new ArrayList<>();
                for (int i = 0; i < THREADS; i++) {
                    int index = i;
                    int id = process * THREADS + i;
                    RingWriter writer = new RingWriter(metadata, sizes.threadSlotOffset(id), NanoClock.MONOTONIC);
                    Thread thread = new Thread(() -> taken[index] = write(writer, shared, id));
                    thread.start();
                    threads.add(thread);
                }
                long sum = 0;
                for (int i = 0; i < THREADS; i++) {
                    threads.get(i).join();
                    sum += taken[i];
                }
                System.out.println(sum);
            }
        }

        private static long write(RingWriter writer, io.ringtail.client.ring.WriterRing ring, int id) {
            long taken = 0;
            for (int i = 0; i < EVENTS; i++) {
                int length = 8 + 4 * (i % 30);
                taken += writer.write(ring, TestRing.payload(id << WRITER_SHIFT | i, length), length) ? 1 : 0;
            }
            return taken;
        }
    }
}
