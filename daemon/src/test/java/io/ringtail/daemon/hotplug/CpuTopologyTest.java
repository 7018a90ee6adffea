package io.ringtail.daemon.hotplug;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists of CPUs in a sysfs root, genuine and hostile. */
class CpuTopologyTest {
    @TempDir
    Path sysfs;

    private Path directory;
    private CpuTopology topology;

    @BeforeEach
    void create() throws IOException {
        directory = Files.createDirectories(sysfs.resolve("devices/system/cpu"));
        topology = new CpuTopology(sysfs);
    }

    private void write(String list, String text) throws IOException {
        Files.writeString(directory.resolve(list), text);
    }

    @Test
    void shouldReadTheKernelsLists() throws Exception {
        write("possible", "0-127\n");
        write("present", "0-7\n");
        write("online", "0-3,5\n");
        assertThat(topology.possible().length()).isEqualTo(128);
        assertThat(topology.present().cardinality()).isEqualTo(8);
        assertThat(topology.online().stream()).containsExactly(0, 1, 2, 3, 5);
        write("online", "0\n");
        assertThat(topology.online().stream()).containsExactly(0);
    }

    @Test
    void shouldReadListsWithHolesUpToTheHighestCpu() throws Exception {
        write("possible", "0-1023\n");
        write("online", "0,3-7,128-130,1023\n");
        assertThat(topology.possible().cardinality()).isEqualTo(1024);
        assertThat(topology.online().stream()).containsExactly(0, 3, 4, 5, 6, 7, 128, 129, 130, 1023);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "0-1024", "4294967296", "0-,1", "-", "0;rm", "3-1", "\u0000\u0000", "0\n1\n"})
    void shouldKeepWhatItKnewWhenAListMakesNoSense(String nonsense) throws Exception {
        write("online", "0,2,70\n");
        topology.online();
        write("online", nonsense);
        assertThat(topology.online().stream()).containsExactly(0, 2, 70);
        write("online", "0,2\n");
        assertThat(topology.online().stream()).containsExactly(0, 2);
    }

    @Test
    void shouldKeepWhatItKnewWhenAListGoesAway() throws Exception {
        write("online", "0,2\n");
        topology.online();
        Files.delete(directory.resolve("online"));
        assertThat(topology.online().stream()).containsExactly(0, 2);
        Files.createDirectory(directory.resolve("online"));
        assertThat(topology.online().stream()).containsExactly(0, 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"possible", "present", "online"})
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void shouldNotWaitForAPipe(String list) throws Exception {
        write("online", "0,2\n");
        topology.online();
        Files.deleteIfExists(directory.resolve(list));
        Process made = new ProcessBuilder("mkfifo", directory.resolve(list).toString()).start();
        assertThat(made.waitFor()).isZero();
        assertThat(topology.possible().isEmpty()).isFalse();
        assertThat(topology.present().isEmpty()).isFalse();
        assertThat(topology.online().stream()).containsExactly(0, 2);
    }

    @Test
    void shouldNotReadADevice() throws Exception {
        Files.createSymbolicLink(directory.resolve("online"), Path.of("/dev/zero"));
        assertThat(topology.online().isEmpty()).isFalse();
    }

    @Test
    void shouldNotReadAListWithoutEnd() throws Exception {
        write("online", "0,2\n");
        topology.online();
        write("online", "0,".repeat(1 << 16) + "0\n");
        assertThat(topology.online().stream()).containsExactly(0, 2);
    }

    @Test
    void shouldFallBackToTheProcessorsOfThisJvm() throws Exception {
        BitSet processors = new BitSet();
        processors.set(0, Runtime.getRuntime().availableProcessors());
        assertThat(topology.online()).isEqualTo(processors);
        write("possible", "x".repeat(1000));
        assertThat(topology.possible()).isEqualTo(processors);
    }

    @Test
    void shouldTakeAnyBytesWithoutFailing() throws Exception {
        Random random = new Random(7);
        for (int i = 0; i < 200; i++) {
            byte[] bytes = new byte[random.nextInt(100)];
            random.nextBytes(bytes);
            Files.write(directory.resolve("online"), bytes);
            assertThat(topology.online().isEmpty()).isFalse();
        }
    }
}
