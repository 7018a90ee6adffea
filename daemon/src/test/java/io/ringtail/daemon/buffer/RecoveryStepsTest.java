package io.ringtail.daemon.buffer;

import static io.ringtail.proto.layout.EventTableDescriptor.LOST_EVENT_ID;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.daemon.buffer.PlainDecoder.Plain;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.page.PageHeader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Recovery without a daemon of a file whose writer was abandoned before each of its accesses to shared memory, at each
 * boundary of a ring: the result is the same as if it had written its event, or had not begun. From the step at which
 * it gives up the oldest sub-buffer for its event, that sub-buffer is lost, and counted.
 */
@Tag("extensive")
@Tag("once")
final class RecoveryStepsTest {
    private static final int VICTIM = RepairTrial.VICTIM;

    @TempDir
    private Path directory;

    /** Each sub-buffer's time and events, both raw and decoded from the format's description, and the counts. */
    private record Recovered(SortedMap<Long, String> subbufs, List<Plain> events, long all, long repaired) {
        /** Drops the traces of the repair. */
        Recovered asIfWritten() {
            return new Recovered(subbufs, List.of(), all, 0);
        }

        Recovered andDropped(long events) {
            return new Recovered(subbufs, List.of(), all + events, repaired);
        }

        Recovered withoutTheOldest() {
            return new Recovered(subbufs.tailMap(subbufs.firstKey() + 1), List.of(), all, repaired);
        }
    }

    @ParameterizedTest
    @EnumSource(RingRepairTest.Case.class)
    void shouldRecoverTheSameWhereverTheWriterWasAbandoned(RingRepairTest.Case at) throws Exception {
        long repaired = 0;
        for (BufferMode mode : BufferMode.values()) {
            repaired += abandonAtEachStep(at, mode, 0);
            repaired += abandonAtEachStep(at, mode, RingRepairTest.STARTS[1]);
        }
        assertThat(repaired).isPositive();
    }

    private long abandonAtEachStep(RingRepairTest.Case at, BufferMode mode, long start) throws Exception {
        long repaired = 0;
        RepairTrial untouched = at.prepared(mode, start);
        Path file = emptyFile(untouched.ring.sizes);
        Recovered without = recover(file, untouched).asIfWritten();
        RepairTrial whole = at.prepared(mode, start);
        whole.abandon(VICTIM, at.units(), Integer.MAX_VALUE);
        Recovered with = recover(file, whole).asIfWritten();
        boolean abandoned = true;
        for (int limit = 0; abandoned; limit++) {
            RepairTrial trial = at.prepared(mode, start);
            long written = trial.written();
            abandoned = trial.abandon(VICTIM, at.units(), limit);
            boolean took = trial.took(VICTIM, written) == 1;
            Recovered recovered = recover(file, trial);
            assertThatItIsWhatWasWritten(trial, recovered, took);
            // Without room, its event is counted before the writer completes.
            long dropped = trial.ring.ring.statistics().dropped()
                    - untouched.ring.ring.statistics().dropped();
            assertThat(recovered.asIfWritten())
                    .as("%s from %s, abandoned at step %s", mode, start, limit)
                    .isEqualTo(took ? with : expected(trial, without.andDropped(dropped)));
            assertThat(recovered.repaired).isBetween(0L, took ? 1L : 0L);
            if (repaired == 0 && recovered.repaired > 0) {
                assertThatItIsOnlyRead(file, recovered);
            }
            repaired += recovered.repaired;
        }
        Files.delete(file);
        return repaired;
    }

    /**
     * Checks for the newest of the living writer's events, without a gap, each at its time, followed by the victim's
     * event if it is present.
     */
    private static void assertThatItIsWhatWasWritten(RepairTrial trial, Recovered recovered, boolean took) {
        List<Plain> events = recovered.events;
        List<Plain> living = events.stream()
                .filter(event -> event.firstWord() != LOST_EVENT_ID)
                .toList();
        assertThat(events.size() - living.size()).isEqualTo(took ? 1 : 0);
        assertThat(living).isEqualTo(events.subList(0, living.size()));
        List<Map.Entry<Integer, Long>> written =
                List.copyOf(trial.livingEvents().entrySet());
        assertThat(living.stream().map(event -> Map.entry(event.firstWord(), event.time())))
                .containsExactlyElementsOf(written.subList(written.size() - living.size(), written.size()));
    }

    private static void assertThatItIsOnlyRead(Path file, Recovered recovered) throws Exception {
        byte[] before = Files.readAllBytes(file);
        assertThat(recover(file)).isEqualTo(recovered);
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    private static Recovered expected(RepairTrial trial, Recovered all) {
        boolean givenUp = !all.subbufs.isEmpty()
                && RingGeometry.committedUnits(trial.ring.ring.commitAcquire(all.subbufs.firstKey())) == 0;
        return givenUp ? all.withoutTheOldest() : all;
    }

    private Path emptyFile(Geometry sizes) throws Exception {
        Path path = directory.resolve("buffer");
        try (BufferFile file = BufferFile.open(path, sizes)) {
            file.prepare(0);
        }
        return path;
    }

    private static Recovered recover(Path file, RepairTrial trial) throws Exception {
        Geometry sizes = trial.ring.sizes;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            int slots = sizes.threadSlotOffset(0);
            int end = sizes.threadSlotOffset(sizes.threadSlots());
            channel.write(trial.ring.metadataMemory.duplicate().position(slots).limit(end), slots);
            channel.write(ByteBuffer.wrap(trial.bytesOfRing()), sizes.regionOffset(0));
        }
        return recover(file);
    }

    private static Recovered recover(Path file) throws Exception {
        SortedMap<Long, String> subbufs = new TreeMap<>();
        PlainDecoder decoder = new PlainDecoder();
        try (BufferImage image = BufferImage.open(file)) {
            RingAccount account = image.recover(0, (cpu, subbuf, start, end, page, length) -> {
                decoder.decode(page, length);
                byte[] events = new byte[end - start];
                page.get(PageHeader.LENGTH, events);
                String time = start == 0 ? page.getLong(PageHeader.TIME_STAMP_OFFSET) + ": " : "";
                subbufs.merge(subbuf, time + HexFormat.of().formatHex(events), String::concat);
            });
            assertThat(account.ambiguous()).isZero();
            assertThat(account.damaged()).isZero();
            return new Recovered(subbufs, decoder.events, account.events() + account.lost(), account.repaired());
        }
    }
}
