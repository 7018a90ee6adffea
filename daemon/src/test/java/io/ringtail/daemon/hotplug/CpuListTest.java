package io.ringtail.daemon.hotplug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CpuListTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "0", "0-3", "0,3-7,128-130", "1023"})
    void shouldPrintWhatItRead(String list) {
        assertThat(CpuList.format(CpuList.parse(list + "\n"))).isEqualTo(list);
    }

    @Test
    void shouldReadNumbersAndRanges() {
        assertThat(CpuList.parse("0,3-5,128\n").stream()).containsExactly(0, 3, 4, 5, 128);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "1,", ",", "-1", "3-", "5-3", "1024", "0-99999999999", "0x1", "1 2", "\u0663"})
    void shouldRefuseWhatIsNoList(String list) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CpuList.parse(list))
                .withMessageContaining(list);
    }

    @Test
    void shouldReadTheKernelsLists(@TempDir Path sysfs) throws Exception {
        Path directory = Files.createDirectories(sysfs.resolve("devices/system/cpu"));
        Files.writeString(directory.resolve("possible"), "0-127\n");
        Files.writeString(directory.resolve("present"), "0-7\n");
        Files.writeString(directory.resolve("online"), "0-3,5\n");
        CpuTopology topology = new CpuTopology(sysfs);
        assertThat(topology.possible().length()).isEqualTo(128);
        assertThat(topology.present().cardinality()).isEqualTo(8);
        assertThat(topology.online().stream()).containsExactly(0, 1, 2, 3, 5);
        Files.writeString(directory.resolve("online"), "0\n");
        assertThat(topology.online().cardinality()).isEqualTo(1);
    }

    @Test
    void shouldFallBackToTheProcessorsOfThisJvm(@TempDir Path nothing) {
        BitSet processors = new BitSet();
        processors.set(0, Runtime.getRuntime().availableProcessors());
        assertThat(new CpuTopology(nothing).online()).isEqualTo(processors);
        assertThat(new CpuTopology(nothing).possible()).isEqualTo(processors);
    }
}
