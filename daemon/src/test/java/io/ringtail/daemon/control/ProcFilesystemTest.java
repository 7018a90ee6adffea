package io.ringtail.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringtail.client.libc.LibC;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcFilesystemTest {
    private static final String FIELDS = " 1 4 4 0 -1 4194560 0 0 0 0 0 0 0 0 20 0 %d 0 5678 0 0";

    private static final String KERNEL_THREAD = FIELDS.replace("4194560", "2129984");

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
    void shouldKnowWhomAProcessActsFor() throws Exception {
        assertThat(processes.userOf((int) ProcessHandle.current().pid()))
                .isEqualTo(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        assertThat(processes.userOf(0)).isEqualTo(-1);
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
        assertThat(ProcFilesystem.startTime("4 (a) b (c)) S" + String.format(Locale.ROOT, FIELDS, 1)))
                .isEqualTo(5678);
        assertThat(ProcFilesystem.startTime("4 (x) Z" + String.format(Locale.ROOT, FIELDS, 1)))
                .isEqualTo(ProcessTable.DEAD);
        assertThat(ProcFilesystem.startTime("4 (x) Z" + String.format(Locale.ROOT, FIELDS, 2)))
                .isEqualTo(5678);
        assertThat(ProcFilesystem.startTime("4 (x) S" + String.format(Locale.ROOT, KERNEL_THREAD, 1)))
                .isEqualTo(ProcessTable.DEAD);
        assertThat(ProcFilesystem.startTime("4 (x) S 1 2")).isEqualTo(ProcessTable.UNKNOWN);
        assertThat(ProcFilesystem.startTime("")).isEqualTo(ProcessTable.UNKNOWN);
    }

    @Test
    void shouldProveNothingByTheProcFilesystemOfAnotherNamespace(@TempDir Path proc) throws Exception {
        Files.createDirectories(proc.resolve("self/ns"));
        Files.createSymbolicLink(proc.resolve("self/ns/pid"), Path.of("pid:[4026531836]"));
        Files.createDirectories(proc.resolve("17"));
        Files.writeString(proc.resolve("17/stat"), "17 (java) S" + String.format(Locale.ROOT, FIELDS, 9));
        Files.writeString(proc.resolve("self/status"), "Name:\tjava\nNSpid:\t17\n");
        assertThat(new ProcFilesystem(proc, null).namespace()).isEqualTo(4026531836L);
        assertThat(new ProcFilesystem(proc, null).startTime(17)).isEqualTo(5678);
        Files.writeString(proc.resolve("self/status"), "Name:\tjava\nNSpid:\t17\t1\n");
        assertThat(new ProcFilesystem(proc, null).namespace()).isZero();
        assertThat(new ProcFilesystem(proc, null).startTime(17)).isEqualTo(ProcessTable.UNKNOWN);
    }

    @Test
    void shouldNotTakeAHiddenProcessForADeadOne(@TempDir Path proc) throws Exception {
        Files.createDirectories(proc.resolve("self/ns"));
        Files.createSymbolicLink(proc.resolve("self/ns/pid"), Path.of("pid:[4026531836]"));
        Files.writeString(proc.resolve("self/status"), "NSpid:\t17\n");
        String mount = "proc " + proc + " proc rw,nosuid,relatime";
        Files.writeString(proc.resolve("self/mounts"), mount + ",hidepid=invisible 0 0\n");
        assertThat(new ProcFilesystem(proc, null).startTime(1)).isEqualTo(ProcessTable.UNKNOWN);
        Files.writeString(proc.resolve("self/mounts"), mount + " 0 0\n");
        assertThat(new ProcFilesystem(proc, null).startTime(1)).isEqualTo(ProcessTable.DEAD);

        LibC libC = LibC.viaJna();
        assumeTrue(libC != null, "no C library here");
        assertThat(new ProcFilesystem(proc, libC).startTime(1)).isEqualTo(ProcessTable.UNKNOWN);
        assertThat(new ProcFilesystem(proc, libC).startTime(Integer.MAX_VALUE)).isEqualTo(ProcessTable.DEAD);
    }

    @Test
    void shouldProveADeathByAProcessDescriptor() throws Exception {
        Process process = new ProcessBuilder("sleep", "100").start();
        try (ProcessDescriptor descriptor = processes.descriptor((int) process.pid())) {
            assumeTrue(descriptor != null, "no pidfd, or no C library here");
            assertThat(descriptor.hasEnded()).isFalse();
            process.destroyForcibly();
            Eventually.until("a death", descriptor::hasEnded);
        } finally {
            process.destroyForcibly();
        }
        assertThat(processes.descriptor(Integer.MAX_VALUE)).isNull();
    }

    @Test
    void shouldProveNothingWithoutAProcFilesystem(@TempDir Path nothing) {
        assertThat(new ProcFilesystem(nothing, null).isProvenDead(1, 1)).isFalse();
    }
}
