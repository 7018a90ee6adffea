package io.ringtail.proto.layout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every part of a file that is mapped, allocated or shared, on kernels with pages of 4, 16 and 64 KiB. */
final class PageSizesTest {
    private static final int[] CPUS = {1, 2, 64, 129, 512, Geometry.MAX_CPUS};
    private static final int LARGEST_CACHE_LINE = 128;

    @ParameterizedTest
    @ValueSource(ints = {1 << 12, 1 << 14, 1 << 16})
    void shouldBeginAndEndEachMappingOnAPage(int page) {
        for (Geometry sizes : geometries()) {
            assertThat(sizes.metadataLength() % page)
                    .as("metadata of %s", sizes)
                    .isZero();
            assertThat(sizes.ring().regionLength() % page)
                    .as("region of %s", sizes)
                    .isZero();
            for (int cpu = 0; cpu < sizes.possibleCpus(); cpu++) {
                assertThat(sizes.regionOffset(cpu) % page)
                        .as("region of CPU %d of %s", cpu, sizes)
                        .isZero();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1 << 12, 1 << 14, 1 << 16})
    void shouldNeitherShareAPageBetweenRingsNorLeaveAPartOfOneAtTheEnd(int page) {
        for (Geometry sizes : geometries()) {
            long end = sizes.metadataLength();
            for (int cpu = 0; cpu < sizes.possibleCpus(); cpu++) {
                assertThat(sizes.regionOffset(cpu) / page)
                        .as("the first page of CPU %d of %s", cpu, sizes)
                        .isGreaterThan((end - 1) / page);
                end = sizes.regionOffset(cpu) + sizes.ring().regionLength();
            }
            assertThat(sizes.fileLength()).isEqualTo(end);
            assertThat(sizes.fileLength() % page).as("length of %s", sizes).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1 << 12, 1 << 14, 1 << 16})
    void shouldKeepASubBufferWithinAPageOrGiveItWholePages(int page) {
        for (RingGeometry ring : rings().toList()) {
            int size = ring.subbufSize();
            assertThat(ring.dataOffset() % page).as("data of %s", ring).isZero();
            assertThat(size % page == 0 || page % size == 0).as("%s", ring).isTrue();
            for (int subbuf = 0; subbuf < ring.subbufCount(); subbuf++) {
                long first = ring.dataOffset(subbuf);
                assertThat((first + size - 1) / page - first / page)
                        .as("pages of sub-buffer %d of %s", subbuf, ring)
                        .isEqualTo(Math.max(0, size / page - 1));
            }
            assertThat(ring.dataOffset(ring.subbufCount() - 1) + size).isLessThanOrEqualTo(ring.regionLength());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1 << 12, 1 << 14, 1 << 16})
    void shouldSplitNoSharedRecordBetweenTwoPages(int page) {
        for (Geometry sizes : geometries()) {
            for (int client = 0; client < sizes.clients(); client++) {
                requireOnePage(sizes.clientOffset(client), ClientDescriptor.LENGTH, page);
            }
            for (int slot = 0; slot < sizes.threadSlots(); slot++) {
                requireOnePage(sizes.threadSlotOffset(slot), ThreadSlotDescriptor.LENGTH, page);
            }
            for (int cpu = 0; cpu < sizes.possibleCpus(); cpu++) {
                requireOnePage(sizes.cpuOffset(cpu), CpuDescriptor.LENGTH, page);
            }
        }
    }

    /** Servers' cores have lines of 64 bytes, or of 128. */
    @ParameterizedTest
    @ValueSource(ints = {1, 1 << 12, 1 << 14})
    void shouldKeepTheWordsOfARingsSubBuffersApartFromItsReserveWord(int subbufCount) {
        int least = Math.max(subbufCount, RingGeometry.MIN_SUBBUF_COUNT);
        RingGeometry ring = new RingGeometry(RingGeometry.MIN_SUBBUF_SIZE, least);
        assertThat(RingDescriptor.RESERVE_OFFSET / LARGEST_CACHE_LINE)
                .isLessThan(ring.slotOffset(0) / LARGEST_CACHE_LINE);
        assertThat(ring.slotOffset(least - 1) + RingDescriptor.SLOT_LENGTH).isLessThanOrEqualTo(ring.dataOffset());
    }

    private static void requireOnePage(int offset, int length, int page) {
        if (offset / page != (offset + length - 1) / page || offset % Long.BYTES != 0) {
            throw new AssertionError(length + " bytes at " + offset + " with pages of " + page);
        }
    }

    private static Stream<RingGeometry> rings() {
        return IntStream.of(1 << 12, 1 << 13, 1 << 14, 1 << 16, 1 << 18, RingGeometry.MAX_SUBBUF_SIZE)
                .boxed()
                .flatMap(size -> IntStream.of(4, 8, 64, 1 << 10).mapToObj(count -> new RingGeometry(size, count)));
    }

    private static List<Geometry> geometries() {
        List<Geometry> all = new ArrayList<>();
        for (int cpus : CPUS) {
            rings().forEach(ring -> all.add(new Geometry(BufferMode.OVERWRITE, cpus, ring, 33, 77, 129)));
        }
        return all;
    }
}
