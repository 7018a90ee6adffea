package io.ringtail.daemon.hotplug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CpuListTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "0", "0-3", "0,3-7,128-130", "0-63,65-1023", "1023"})
    void shouldPrintWhatItRead(String list) {
        assertThat(CpuList.format(CpuList.parse(list + "\n"))).isEqualTo(list);
    }

    @Test
    void shouldReadNumbersAndRanges() {
        assertThat(CpuList.parse("0,3-5,128\n").stream()).containsExactly(0, 3, 4, 5, 128);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "1,",
                ",",
                "-1",
                "3-",
                "5-3",
                "1024",
                "0-99999999999",
                "0x1",
                "1 2",
                "0-",
                "0-1-2",
                "\u0000",
                "0-1024",
                "\u0663"
            })
    void shouldRefuseWhatIsNoList(String list) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CpuList.parse(list))
                .withMessageContaining(list);
    }
}
