package io.ringtail.daemon.hotplug;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.ClientDescriptor;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.HeaderDescriptor;
import io.ringtail.proto.layout.RingGeometry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * CPU lists of the shapes that arm64 servers have: one and two sockets, NUMA nodes with neighbouring or interleaved
 * numbers, cores that are offline, and CPU 0 offline, which arm64 permits.
 */
class ArmServersTest {
    private static final RingGeometry RING = new RingGeometry(1 << 16, 64);

    @TempDir
    Path sysfs;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        # machine                               | possible   | online                        | CPUs | online ones | nodes
        one socket of 128                       | 0-127      | 0-127                         | 128  | 128 | 0-127
        two sockets of 64, four nodes           | 0-127      | 0-127                         | 128  | 128 | 0-31 32-63 64-95 96-127
        two sockets of 80                       | 0-159      | 0-159                         | 160  | 160 | 0-79 80-159
        192 in one node, a quarter offline      | 0-191      | 0-95,144-191                  | 192  | 144 | 0-191
        two sockets of 96, two cores offline    | 0-191      | 0-16,18-100,102-191           | 192  | 190 | 0-95 96-191
        CPU 0 offline                           | 0-127      | 1-127                         | 128  | 127 | 1-127
        256 with threads, siblings offline      | 0-255      | 0-31,128-159                  | 256  | 64  | 0-127 128-255
        256 with interleaved nodes              | 0-255      | 0-255                         | 256  | 256 | 0-63,128-191 64-127,192-255
        a socket absent from a sparse mask      | 0-127,256-383 | 0-127,256-383              | 384  | 256 | 0-127 256-383
        512, of which one pair of nodes offline | 0-511      | 0-127,256-383                 | 512  | 256 | 0-127 128-255 256-383 384-511
        512 with every eighth core of one range | 0-511      | 0,8,16,24,32,40,48,56,64-511  | 512  | 456 | 0-255 256-511
        only the last CPU of the largest mask   | 0-1023     | 1023                          | 1024 | 1   | 0-1023
        """)
    void shouldGiveEachPossibleCpuItsPlace(
            String machine, String possible, String online, int cpus, int running, String nodes) throws Exception {
        Path lists = Files.createDirectories(sysfs.resolve("devices/system/cpu"));
        Files.writeString(lists.resolve("possible"), possible + '\n');
        Files.writeString(lists.resolve("online"), online + '\n');
        CpuTopology topology = new CpuTopology(sysfs);

        assertThat(topology.possible().length()).as(machine).isEqualTo(cpus);
        assertThat(topology.online().cardinality()).as(machine).isEqualTo(running);
        assertThat(CpuList.format(topology.online())).as(machine).isEqualTo(online);
        assertThat(cpusOf(nodes)).as(machine).satisfies(all -> {
            BitSet missing = topology.online();
            missing.andNot(all);
            assertThat(missing.isEmpty()).isTrue();
        });
        checkPlaces(Geometry.of(BufferMode.OVERWRITE, cpus, RING));
    }

    private static BitSet cpusOf(String nodes) {
        BitSet all = new BitSet();
        Arrays.stream(nodes.split(" ", -1)).map(CpuList::parse).forEach(all::or);
        return all;
    }

    private static void checkPlaces(Geometry sizes) {
        Set<Long> regions = new HashSet<>();
        Set<Long> maskBits = new HashSet<>();
        for (int cpu = 0; cpu < sizes.possibleCpus(); cpu++) {
            regions.add(sizes.regionOffset(cpu));
            int word = HeaderDescriptor.onlineWordOffset(cpu);
            maskBits.add((long) word << 8 | Long.numberOfTrailingZeros(HeaderDescriptor.maskBit(cpu)));
            assertThat(word)
                    .isBetween(
                            HeaderDescriptor.ONLINE_MASK_OFFSET,
                            HeaderDescriptor.ONLINE_MASK_OFFSET + HeaderDescriptor.MASK_LENGTH - Long.BYTES);
            assertThat(ClientDescriptor.refusedWordOffset(cpu) + Long.BYTES)
                    .isLessThanOrEqualTo(ClientDescriptor.LENGTH);
        }
        assertThat(regions).hasSize(sizes.possibleCpus());
        assertThat(maskBits).hasSize(sizes.possibleCpus());
        assertThat(sizes.fileLength())
                .isEqualTo(sizes.regionOffset(sizes.possibleCpus() - 1)
                        + sizes.ring().regionLength());
    }
}
