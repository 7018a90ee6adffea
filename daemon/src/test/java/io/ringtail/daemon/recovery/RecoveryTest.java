package io.ringtail.daemon.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.client.EventType;
import io.ringtail.client.Tracer;
import io.ringtail.daemon.DaemonSettings;
import io.ringtail.daemon.RingtailDaemon;
import io.ringtail.daemon.Setting;
import io.ringtail.daemon.buffer.BufferFileException;
import io.ringtail.daemon.buffer.BufferImage;
import io.ringtail.daemon.buffer.RingAccount;
import io.ringtail.daemon.life.DaemonEnd;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.HeaderDescriptor;
import io.ringtail.proto.layout.RingDescriptor;
import io.ringtail.proto.layout.ThreadSlotDescriptor;
import io.ringtail.reader.tracedat.Destination;
import io.ringtail.reader.tracedat.TraceDatReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A buffer file that a daemon and a client have left, intact and with arbitrary bytes spoiled. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RecoveryTest {
    private static final int EVENTS = 3000;
    private static final int VARIANTS = 200;
    private static final long SEED = 20_260_101;

    private Path directory;
    private Path buffer;
    private Path target;
    private Geometry geometry;

    @BeforeAll
    void writeABuffer(@TempDir Path scratch) throws Exception {
        directory = scratch;
        Path run = Files.createDirectory(directory.resolve("run"));
        DaemonSettings settings = new DaemonSettings()
                .set(Setting.DIR, run.toString())
                .set(Setting.BUFFER_SIZE, "64k")
                .set(Setting.SUBBUF_SIZE, "4k");
        try (RingtailDaemon daemon = RingtailDaemon.start(settings.conclude(), "test", Map.of(), new DaemonEnd());
                Tracer tracer = Tracer.connect(run)) {
            EventType type =
                    tracer.event("shop", "order").u64("seq").string("note").register();
            assertThat(tracer.awaitReady(Duration.ofSeconds(20))).isTrue();
            for (int i = 0; i < EVENTS; i++) {
                type.begin().u64(i).string("n" + i % 7).commit();
            }
            geometry = daemon.file().geometry();
        }
        buffer = Files.move(run.resolve("buffer"), directory.resolve("left-behind"));
    }

    @BeforeEach
    void nameATarget() {
        target = directory.resolve("trace.dat");
    }

    private RecoveryReport recover() throws Exception {
        return new Recovery(buffer, Destination.file(target), recording -> {}).run();
    }

    private void assertNothingIsLeft() throws IOException {
        assertThat(target).doesNotExist();
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.filter(file -> file.toString().endsWith(".part"))).isEmpty();
        }
    }

    private static long readBack(Path file) throws Exception {
        try (TraceDatReader reader = TraceDatReader.open(file)) {
            return reader.head().events().size();
        }
    }

    @Test
    void shouldAccountForEveryEventThatWasWritten() throws Exception {
        byte[] before = head();
        assertThat(buffer.toFile().setReadOnly()).isTrue();
        RecoveryReport report = recover();
        assertThat(buffer.toFile().setWritable(true)).isTrue();
        assertThat(report.live()).isFalse();
        assertThat(report.sum(RingAccount::events)).isPositive();
        assertThat(report.sum(RingAccount::events) + report.sum(RingAccount::lost))
                .isEqualTo(EVENTS);
        assertThat(report.sum(RingAccount::damaged)).isZero();
        assertThat(readBack(target)).isEqualTo(1);
        assertThat(head()).as("the buffer").isEqualTo(before);
        Files.delete(target);
    }

    private byte[] head() throws IOException {
        try (FileChannel channel = FileChannel.open(buffer)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) channel.size() - geometry.metadataLength());
            channel.read(bytes, geometry.metadataLength());
            return bytes.array();
        }
    }

    @Test
    void shouldSurviveAnyByteAndNeverMakeAFileThatCannotBeRead() throws Exception {
        Random random = new Random(SEED);
        try (FileChannel channel = FileChannel.open(buffer, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long delivered = 0;
            for (int variant = 0; variant < VARIANTS; variant++) {
                int count = 1 + random.nextInt(16);
                long[] places =
                        random.longs(count).map(r -> place(random)).distinct().toArray();
                byte[] before = spoil(channel, places, random);
                delivered += recoverSpoiled(variant);
                restore(channel, places, before);
            }
            assertThat(delivered).as("events of spoiled files").isGreaterThan(VARIANTS);
        }
    }

    /** A byte that matters: in tables, words, pages. */
    private long place(Random random) {
        long ring = geometry.regionOffset(random.nextInt(geometry.possibleCpus()));
        return switch (random.nextInt(6)) {
            case 0 -> geometry.clientOffset(0) + random.nextInt(256);
            case 1 -> geometry.threadSlotOffset(random.nextInt(8)) + random.nextInt(ThreadSlotDescriptor.LENGTH);
            case 2 -> geometry.eventEntryOffset(random.nextInt(4)) + random.nextInt(16);
            case 3 -> ring + random.nextInt(RingDescriptor.SLOTS_OFFSET);
            case 4 ->
                ring
                        + RingDescriptor.SLOTS_OFFSET
                        + random.nextInt(geometry.ring().subbufCount() * RingDescriptor.SLOT_LENGTH);
            default -> ring + geometry.ring().dataOffset() + random.nextInt(1 << 16);
        };
    }

    private static byte[] spoil(FileChannel channel, long[] places, Random random) throws IOException {
        byte[] before = new byte[places.length];
        for (int i = 0; i < places.length; i++) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, places[i]);
            before[i] = one.get(0);
            channel.write(ByteBuffer.wrap(new byte[] {(byte) (before[i] ^ 1 << random.nextInt(8))}), places[i]);
        }
        return before;
    }

    private static void restore(FileChannel channel, long[] places, byte[] before) throws IOException {
        for (int i = 0; i < places.length; i++) {
            channel.write(ByteBuffer.wrap(new byte[] {before[i]}), places[i]);
        }
    }

    private long recoverSpoiled(int variant) throws Exception {
        RecoveryReport report = recover();
        long events = report.sum(RingAccount::events);
        assertThat(events).as("variant %d", variant).isBetween(0L, (long) EVENTS + VARIANTS);
        readBack(target);
        Files.delete(target);
        return events;
    }

    @Test
    void shouldSayWhatIsWrongWithAFileThatIsNoBufferOfThisVersion() throws Exception {
        assertRefused(HeaderDescriptor.MAGIC_OFFSET, "is not a Ringtail buffer");
        assertRefused(HeaderDescriptor.BYTE_ORDER_OFFSET, "has another byte order");
        assertRefused(HeaderDescriptor.VERSION_OFFSET, "has layout version");
        assertRefused(HeaderDescriptor.SUBBUF_SIZE_OFFSET, "damaged");
        assertRefused(HeaderDescriptor.POSSIBLE_CPUS_OFFSET + 1, "damaged|but its header says");
    }

    private void assertRefused(long place, String why) throws Exception {
        try (FileChannel channel = FileChannel.open(buffer, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            byte[] before = spoil(channel, new long[] {place}, new Random(SEED));
            assertThatThrownBy(this::recover)
                    .isInstanceOf(BufferFileException.class)
                    .hasMessageContaining(buffer.toString())
                    .hasMessageFindingMatch(why);
            restore(channel, new long[] {place}, before);
        }
        assertNothingIsLeft();
    }

    @Test
    void shouldRefuseFilesThatAreCutShortOrHoldAnything() throws Exception {
        Random random = new Random(SEED);
        byte[] start;
        try (FileChannel channel = FileChannel.open(buffer)) {
            ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
            channel.read(bytes, 0);
            start = bytes.array();
        }
        for (int length : new int[] {0, 1, 7, 8, 63, 64, 4096, 1 << 16}) {
            assertNoBuffer(Arrays.copyOf(start, length));
            assertNoBuffer(new byte[length]);
            byte[] noise = new byte[length];
            random.nextBytes(noise);
            assertNoBuffer(noise);
        }
    }

    private void assertNoBuffer(byte[] bytes) throws Exception {
        Path file = Files.write(directory.resolve("any"), bytes);
        assertThatThrownBy(() -> new Recovery(file, Destination.file(target), recording -> {}).run())
                .isInstanceOf(BufferFileException.class);
        assertNothingIsLeft();
        Files.delete(file);
    }

    @Test
    void shouldFindEveryRingWhateverTheDescriptorsSay() throws Exception {
        try (BufferImage image = BufferImage.open(buffer);
                FileChannel channel = FileChannel.open(buffer, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            assertThat(image.rings().isEmpty()).isFalse();
            int cpu = image.rings().stream()
                    .filter(ring -> hasEvents(channel, ring))
                    .findFirst()
                    .orElseThrow();
            byte[] before = spoil(channel, new long[] {geometry.cpuOffset(cpu)}, new Random(SEED));
            assertThat(image.rings().get(cpu)).isTrue();
            restore(channel, new long[] {geometry.cpuOffset(cpu)}, before);
        }
    }

    private boolean hasEvents(FileChannel channel, int cpu) {
        try {
            ByteBuffer word = ByteBuffer.allocate(Long.BYTES);
            channel.read(word, geometry.regionOffset(cpu));
            return word.getLong(0) != 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
