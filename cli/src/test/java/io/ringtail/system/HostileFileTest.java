package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.HeaderDescriptor;
import io.ringtail.proto.layout.RingGeometry;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Noise in the file under a running daemon: in a ring without other writers, and in the tables. */
@Timeout(120)
@Tag("extensive")
@Tag("once")
class HostileFileTest {
    private static final int CPUS = 64;
    private static final int SPOILED = CPUS - 1;
    private static final int THREADS = 2;
    private static final int COUNT = 20_000;
    private static final RingGeometry RING = new RingGeometry(4096, 512);
    private static final Geometry SIZES = Geometry.of(BufferMode.DISCARD, CPUS, RING);

    @TempDir
    Path sysfs;

    @Test
    void shouldServeOnAndLoseNothingOfOtherRings() throws Exception {
        Path cpus = Files.createDirectories(sysfs.resolve("devices/system/cpu"));
        Files.writeString(cpus.resolve("possible"), "0-" + SPOILED + "\n");
        Files.writeString(cpus.resolve("present"), "0-" + SPOILED + "\n");
        Files.writeString(cpus.resolve("online"), "0-7," + SPOILED + "\n");
        String[] options = {
            "--sysfs", sysfs.toString(), "--mode", "discard", "--buffer-size", "2m", "--subbuf-size", "4k"
        };
        try (RingtailHost host = new RingtailHost(options);
                FileChannel file = FileChannel.open(
                        host.directory().resolve("buffer"), StandardOpenOption.READ, StandardOpenOption.WRITE);
                RingtailProcess tail = host.start(
                        "tail", "--json", "--from", "oldest", "--cpu", "0-" + (SPOILED - 1), "--dir", host.dir());
                RingtailProcess there = host.start("tail", "--json", "--cpu", "" + SPOILED, "--dir", host.dir());
                RingtailProcess load = load(host)) {
            TailedEvents tailed = new TailedEvents(true);
            tailed.read(tail.out(), 1000);
            spoil(file);
            tailed.read(tail.out(), (long) THREADS * COUNT);
            assertThat(load.ended().status()).isZero();
            assertThat(tailed.nextByTid().values()).containsOnly((long) COUNT);
            assertThat(tailed.lost()).isZero();
            awaitQuarantine(host);
            assertThat(there.isAlive()).isTrue();
            assertThat(host.run("stat", "--dir", host.dir())).contains("CPU " + SPOILED + "'s ring was damaged");
            host.daemon().terminate();
            RingtailProcess.Ended ended = host.daemon().ended();
            assertThat(ended.status()).isZero();
            assertThat(ended.err()).contains("CPU " + SPOILED + ": the ring is damaged: ");
            assertThat(ended.err().lines()).hasSizeLessThan(60);
        }
    }

    private static RingtailProcess load(RingtailHost host) throws Exception {
        return host.start(
                "load", "--dir", host.dir(), "--threads", "" + THREADS, "--count", "" + COUNT, "--rate", "10000");
    }

    private static void awaitQuarantine(RingtailHost host) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (host.stat("quarantined").getOrDefault(SPOILED, 0L) == 0) {
            assertThat(System.nanoTime()).as("the ring is found damaged").isLessThan(deadline);
        }
    }

    /**
     * Writes noise where attached clients do not depend on it: they keep their own masks' rings, slots and event ids.
     */
    private static void spoil(FileChannel file) throws Exception {
        Random random = new Random(11);
        MappedByteBuffer region =
                file.map(FileChannel.MapMode.READ_WRITE, SIZES.regionOffset(SPOILED), RING.regionLength());
        noise(region, 0, RING.regionLength(), random);
        ByteBuffer metadata = file.map(FileChannel.MapMode.READ_WRITE, 0, SIZES.metadataLength());
        noise(metadata, 0, HeaderDescriptor.EPOCH_OFFSET, random);
        noise(metadata, HeaderDescriptor.wantedWordOffset(CPUS), HeaderDescriptor.MASK_LENGTH - CPUS / 8, random);
        noise(metadata, SIZES.controlRingOffset(), SIZES.controlRingLength(), random);
        noise(metadata, SIZES.clientOffset(8), SIZES.threadSlotsOffset() - SIZES.clientOffset(8), random);
        noise(metadata, SIZES.threadSlotOffset(8192), 1 << 16, random);
        noise(metadata, SIZES.eventIndexOffset(), 1 << 12, random);
        noise(metadata, SIZES.eventTextOffset(), 1 << 12, random);
        noise(metadata, SIZES.cmdlinesOffset(), 1 << 12, random);
        noise(metadata, SIZES.countersMetadataOffset(), 1 << 12, random);
        noise(metadata, SIZES.cpuOffset(9), SIZES.cpuOffset(SPOILED) - SIZES.cpuOffset(9), random);
    }

    private static void noise(ByteBuffer at, int offset, int length, Random random) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        at.put(offset, bytes);
    }
}
