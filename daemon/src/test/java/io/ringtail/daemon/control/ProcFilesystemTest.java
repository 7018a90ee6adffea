package io.ringtail.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcFilesystemTest {
    private static final String FIELDS = " 1 4 4 0 -1 4194560 0 0 0 0 0 0 0 0 20 0 %d 0 5678 0 0";

    private final ProcFilesystem processes = new ProcFilesystem();

    @Test
    void shouldKnowItsOwnProcess() {
        int pid = (int) ProcessHandle.current().pid();
        long startTime = processes.startTime(pid);
        assertThat(startTime).isPositive().isEqualTo(processes.startTime(pid));
        assertThat(processes.isProvenDead(pid, startTime)).isFalse();
        assertThat(processes.isProvenDead(pid, startTime - 1)).isTrue();
    }

    @Test
    void shouldProveADeathBeforeAnybodyWaitedForTheProcess() throws Exception {
        Process process = new ProcessBuilder("sleep", "100").start();
        try {
            int pid = (int) process.pid();
            long startTime = processes.startTime(pid);
            assertThat(processes.isProvenDead(pid, startTime)).isFalse();
            process.destroyForcibly();
            Eventually.until("a death", () -> processes.isProvenDead(pid, startTime));
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void shouldReadTheStartTimeBehindAnyCommand() {
        assertThat(ProcFilesystem.startTime("4 (a) b (c)) S" + FIELDS.formatted(1)))
                .isEqualTo(5678);
        assertThat(ProcFilesystem.startTime("4 (x) Z" + FIELDS.formatted(1))).isEqualTo(ProcessTable.DEAD);
        assertThat(ProcFilesystem.startTime("4 (x) Z" + FIELDS.formatted(2))).isEqualTo(5678);
        assertThat(ProcFilesystem.startTime("4 (x) S 1 2")).isEqualTo(ProcessTable.UNKNOWN);
        assertThat(ProcFilesystem.startTime("")).isEqualTo(ProcessTable.UNKNOWN);
    }

    @Test
    void shouldProveNothingWithoutAProcFilesystem(@TempDir Path nothing) {
        assertThat(new ProcFilesystem(nothing).isProvenDead(1, 1)).isFalse();
    }
}
