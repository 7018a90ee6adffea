package io.ringtail.daemon.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.CpuDescriptor;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.RingDescriptor;
import io.ringtail.proto.layout.RingGeometry;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A buffer in which another process has described rings while no daemon ran. */
class AdoptedPlacesTest {
    private static final Geometry GEOMETRY =
            new Geometry(BufferMode.OVERWRITE, 8, new RingGeometry(4096, 64), 16, 512, 4096);
    private static final Geometry MANY = new Geometry(BufferMode.OVERWRITE, 136, GEOMETRY.ring(), 16, 512, 4096);
    private static final RingGeometry SMALLER = GEOMETRY.ring().withCount(16);
    private static final RingGeometry LARGER = GEOMETRY.ring().withCount(256);
    private static final RingGeometry HUGE = GEOMETRY.ring().withCount(1 << 12);

    @TempDir
    private Path dir;

    @Test
    void shouldAdoptRingsOfAnotherSizeAndTheirFormerOnes() throws Exception {
        createResized();
        try (BufferFile adopted = open()) {
            assertThat(adopted.sizes(0).subbufCount()).isEqualTo(LARGER.subbufCount());
            assertThat(adopted.sizes(1).subbufCount()).isEqualTo(LARGER.subbufCount());
            assertThat(ringOf(adopted, 0).former()).isNotNull();
        }
    }

    @Test
    void shouldNotAllocateARingThatHasNoStorage() throws Exception {
        try (BufferFile file = open()) {
            file.prepare(0);
        }
        long before = bytes();
        for (int cpu = 1; cpu < GEOMETRY.possibleCpus(); cpu++) {
            describe(cpu, 1, HUGE, (cpu + 7L) * HUGE.regionLength());
        }
        try (BufferFile adopted = open()) {
            assertThat(adopted.adopted()).isTrue();
            assertThat(adopted.ring(0)).isNotNull();
            assertThat(adopted.ring(1)).isNull();
            assertThat(adopted.sizes(1).subbufCount()).isEqualTo(64);
            // One page of each region's slots was written above.
            assertThat(bytes() - before).isLessThan(GEOMETRY.ring().regionLength());
        }
    }

    @Test
    void shouldNotTakeAPlaceWhereNoDaemonPutsARing() throws Exception {
        createResized();
        for (int ringsBefore = 0; ringsBefore < 2; ringsBefore++) {
            RingPlace among = RingPlace.from(GEOMETRY.regionOffset(0), ringsBefore, SMALLER);
            describe(1, ringsBefore, SMALLER, among.offset());
            assertFirstRing(1);
        }
    }

    @Test
    void shouldNotTakeThePlaceOfAnotherCpusRing() throws Exception {
        createResized();
        describe(1, 1, LARGER, placeOfCpu0());
        assertFirstRing(1);
    }

    /** The file has more storage than all rings that are described, but none at this place. */
    @Test
    void shouldNotAllocateARingWhereTheFileHasAHole() throws Exception {
        createResized();
        put(GEOMETRY.cpuOffset(1) + CpuDescriptor.STATE_OFFSET, word(CpuDescriptor.ABSENT));
        long before = bytes();
        describe(2, 1, LARGER, RingPlace.from(Files.size(file()), 1, LARGER).offset());
        assertFirstRing(2);
        assertThat(bytes() - before).isLessThan(LARGER.regionLength() / 2);
    }

    /** Each allocates a step of the hole before it is refused: together they would allocate all of it. */
    @Test
    void shouldNotAllocateAHoleThatManyCpusDescribe() throws Exception {
        createResized(MANY);
        long hole = RingPlace.from(Files.size(file()), 1, LARGER).offset();
        for (int cpu = 2; cpu < MANY.possibleCpus(); cpu++) {
            describe(MANY, cpu, 1, LARGER, hole);
        }
        put(hole + LARGER.regionLength(), ByteBuffer.allocate(2 * LARGER.regionLength()));
        long before = bytes();
        assertFirstRingsFromCpu2();
        assertThat(bytes() - before).isLessThan(LARGER.regionLength() / 4);
    }

    @Test
    void shouldAllocateLittleOfManyHoles() throws Exception {
        createResized(MANY);
        long hole = RingPlace.from(Files.size(file()), 1, LARGER).offset();
        for (int cpu = 2; cpu < MANY.possibleCpus(); cpu++) {
            describe(MANY, cpu, 1, LARGER, hole + (long) cpu * LARGER.regionLength());
        }
        long before = bytes();
        assertFirstRingsFromCpu2();
        assertThat(bytes() - before).isLessThan(2L * LARGER.regionLength());
    }

    private void assertFirstRingsFromCpu2() throws Exception {
        try (BufferFile adopted = BufferFile.open(file(), MANY)) {
            assertThat(adopted.sizes(0).subbufCount()).isEqualTo(LARGER.subbufCount());
            assertThat(adopted.sizes(1).subbufCount()).isEqualTo(LARGER.subbufCount());
            for (int cpu = 2; cpu < MANY.possibleCpus(); cpu++) {
                assertThat(adopted.sizes(cpu).subbufCount()).isEqualTo(64);
            }
        }
    }

    @Test
    void shouldAskForTheStorageOfEachPlaceOnceAndOfFewWithoutIt() {
        List<RingPlace> asked = new ArrayList<>();
        AdoptedPlaces places = new AdoptedPlaces(Long.MAX_VALUE, place -> {
            asked.add(place);
            return place.offset() == 0;
        });
        RingPlace hole = new RingPlace(1, LARGER.regionLength(), SMALLER);
        assertThat(places.add(List.of(hole))).isFalse();
        assertThat(places.add(List.of(hole))).isFalse();
        // It has no storage either, since a part of it has none.
        assertThat(places.add(List.of(new RingPlace(1, LARGER.regionLength(), LARGER))))
                .isFalse();
        assertThat(asked).containsExactly(hole);
        assertThat(places.add(List.of(new RingPlace(1, 0, SMALLER)))).isTrue();
        for (int i = 2; i < 100; i++) {
            assertThat(places.add(List.of(new RingPlace(1, (long) i * LARGER.regionLength(), SMALLER))))
                    .isFalse();
        }
        assertThat(asked).hasSize(9);
    }

    @Test
    void shouldNotTakeOnePlaceForTwoRingsOfACpu() throws Exception {
        createResized();
        describe(0, 2, LARGER, placeOfCpu0());
        put(GEOMETRY.cpuOffset(0) + CpuDescriptor.TURN_OFFSET, words(CpuDescriptor.turn(CpuDescriptor.FORMER, 2)));
        try (BufferFile adopted = open()) {
            assertThat(adopted.sizes(0).subbufCount()).isEqualTo(64);
            assertThat(ringOf(adopted, 0).former()).isNull();
        }
    }

    private void createResized() throws Exception {
        createResized(GEOMETRY);
    }

    private void createResized(Geometry geometry) throws Exception {
        try (BufferFile file = BufferFile.open(file(), geometry)) {
            for (int cpu = 0; cpu < 2; cpu++) {
                file.prepare(cpu);
                file.prepareNext(cpu, LARGER);
                file.turn(cpu);
            }
        }
    }

    private void assertFirstRing(int cpu) throws Exception {
        try (BufferFile adopted = open()) {
            assertThat(adopted.sizes(cpu).subbufCount()).isEqualTo(64);
            assertThat(adopted.sizes(0).subbufCount()).isEqualTo(LARGER.subbufCount());
        }
    }

    private static ReaderRing ringOf(BufferFile file, int cpu) {
        ReaderRing ring = file.ring(cpu);
        assertThat(ring).isNotNull();
        return ring;
    }

    private void describe(int cpu, int ringsBefore, RingGeometry sizes, long offset) throws Exception {
        describe(GEOMETRY, cpu, ringsBefore, sizes, offset);
    }

    private void describe(Geometry geometry, int cpu, int ringsBefore, RingGeometry sizes, long offset)
            throws Exception {
        int descriptor = geometry.cpuOffset(cpu);
        put(descriptor + CpuDescriptor.STATE_OFFSET, word(CpuDescriptor.PREPARED));
        put(descriptor + CpuDescriptor.countOffset(ringsBefore), word(sizes.subbufCount()));
        put(descriptor + CpuDescriptor.regionOffset(ringsBefore), words(offset));
        put(descriptor + CpuDescriptor.TURN_OFFSET, words(CpuDescriptor.turn(CpuDescriptor.ALONE, ringsBefore)));
        put(offset + RingDescriptor.SLOTS_OFFSET, word(1));
        put(offset + sizes.regionLength() - Integer.BYTES, word(0));
    }

    private long placeOfCpu0() throws Exception {
        ByteBuffer place = words(0);
        try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.READ)) {
            int offset = GEOMETRY.cpuOffset(0) + CpuDescriptor.ODD_REGION_OFFSET;
            assertThat(channel.read(place, offset)).isEqualTo(Long.BYTES);
        }
        return place.getLong(0);
    }

    private void put(long offset, ByteBuffer bytes) throws Exception {
        try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
            channel.write(bytes, offset);
        }
    }

    private static ByteBuffer word(int value) {
        return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(0, value);
    }

    private static ByteBuffer words(long value) {
        return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(0, value);
    }

    private BufferFile open() throws Exception {
        return BufferFile.open(file(), GEOMETRY);
    }

    private Path file() {
        return dir.resolve("buffer");
    }

    private long bytes() throws Exception {
        Process stat = new ProcessBuilder("stat", "-c", "%b", file().toString()).start();
        return 512 * Long.parseLong(new String(stat.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
    }
}
