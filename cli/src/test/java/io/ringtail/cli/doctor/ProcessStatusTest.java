package io.ringtail.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProcessStatusTest {
    private static final String STATUS = """
            Name:\tjava
            State:\tS (sleeping)
            Pid:\t4711
            Uid:\t1000\t1001\t1002\t1003
            Gid:\t100\t101\t102\t103
            Groups:\t4 24 4294967294\s
            NStgid:\t4711\t7
            NSpid:\t4711\t7
            CapEff:\t000001ffffffffff
            Cpus_allowed_list:\t0,2-3
            """;

    @Test
    void shouldTakeTheIdsByWhichFilesAreUsed() {
        ProcessStatus status = ProcessStatus.parse(STATUS).orElseThrow();
        assertThat(status)
                .isEqualTo(new ProcessStatus(
                        "java",
                        false,
                        List.of(4711, 7),
                        new Credentials(1003, 103, Set.of(4, 24, -2), 0x1ffffffffffL),
                        "0,2-3"));
        assertThat(status.isInOtherNamespace()).isTrue();
        assertThat(status.ownPid()).isEqualTo(7);
        assertThat(status.credentials()).hasToString("user 1003, group 103, also in groups 4, 24, 4294967294");
    }

    @Test
    void shouldRecognizeAnEndedProcess() {
        assertThat(ProcessStatus.parse(STATUS.replace("S (sleeping)", "Z (zombie)"))
                        .orElseThrow()
                        .ended())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Uid:",
                "Uid:\t1\t2\t3",
                "Uid: a b c d",
                "Uid:\t1\t2\t3\t99999999999\nGid:\t1\t2\t3\t4",
                ":::"
            })
    void shouldTakeNothingFromWhatIsNoStatus(String text) {
        assertThat(ProcessStatus.parse(text)).isEmpty();
    }

    @Test
    void shouldParseThatOfThisProcess() throws Exception {
        ProcessStatus status = ProcessStatus.parse(Files.readString(Path.of("/proc/self/status")))
                .orElseThrow();
        assertThat(status.pids()).contains((int) ProcessHandle.current().pid());
        assertThat(status.credentials().uid()).isEqualTo(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    }
}
