package io.ringtail.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.cli.doctor.Finding.Level;
import io.ringtail.daemon.buffer.MemoryRoom;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What doctor says of machines: of this one, and of ones made of files. */
final class HostCheckTest {
    private static final Path PROC = Path.of("/proc");

    private final Findings findings = new Findings();

    @TempDir
    private Path scratch;

    @Test
    void shouldFindNoProblemWithThisMachine() {
        HostCheck.checkThis(findings);
        assertThat(findings.problems()).isZero();
        assertThat(findings.all())
                .extracting(Finding::text)
                .anyMatch(text -> text.startsWith("kernel: Linux "))
                .anyMatch(text -> text.matches("C library: (glibc \\d+\\.\\d+|musl: .*)"))
                .anyMatch(text -> text.matches("host: CPUs [0-9,-]+ online, [0-9,-]+ possible"));
    }

    @Test
    void shouldNoteAnOldKernelAndASlowClock() throws Exception {
        write("proc/sys/kernel/osrelease", "4.9.0-19-amd64");
        write("sys/devices/system/clocksource/clocksource0/current_clocksource", "hpet");
        write("sys/devices/system/clocksource/clocksource0/available_clocksource", "hpet acpi_pm");
        new HostCheck(scratch.resolve("proc"), scratch.resolve("sys")).check(findings);
        assertThat(findings.all())
                .filteredOn(finding -> finding.level() == Level.NOTE)
                .extracting(Finding::text)
                .satisfiesExactly(
                        kernel -> assertThat(kernel).contains("4.9.0-19-amd64").contains("upgrade it"),
                        clock -> assertThat(clock).contains("is hpet").contains("boot with clocksource="));
    }

    @Test
    void shouldNameTheProcessThatListensOnAPort() throws Exception {
        PortUse use = new PortUse(PROC);
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
            assertThat(use.of(port))
                    .hasValueSatisfying(holder -> assertThat(holder)
                            .startsWith("process " + ProcessHandle.current().pid() + " ("));
        }
        assertThat(use.of(port)).isEmpty();
    }

    @Test
    void shouldFindALimitOfFilesThatKeepsAProcessFromAttaching() throws Exception {
        Files.createDirectories(scratch.resolve("fd"));
        for (int fd = 0; fd < 6; fd++) {
            Files.createSymbolicLink(scratch.resolve("fd/" + fd), Path.of("pipe:[" + fd + "]"));
        }
        write(
                "limits",
                "Limit            Soft Limit Hard Limit Units\nMax open files            8          8     files");
        ProcessEntry process = new ProcessEntry(scratch);
        DescriptorCheck.check(process, false, findings);
        DescriptorCheck.check(process, true, findings);
        assertThat(findings.all()).extracting(Finding::level).containsExactly(Level.PROBLEM, Level.OK);
        assertThat(findings.all().get(0).text())
                .startsWith("files: 6 open of 8, ")
                .contains("ulimit -n");
    }

    @Test
    void shouldFindThatTheRoomIsTooSmallForCpusThatAreNotOnlineYet() {
        long ring = scratch.toFile().getUsableSpace();
        RoomCheck.check(scratch, ring, 1, 4, true, MemoryRoom.of("self"), findings);
        assertThat(findings.all()).extracting(Finding::level).startsWith(Level.OK, Level.PROBLEM);
        assertThat(findings.all().get(1).text()).contains("smaller --buffer-size");
    }

    @Test
    void shouldFindThatTheMemoryOfTheServiceIsTooLittleForSealedRings() throws Exception {
        write("proc/7/cgroup", "0::/system.slice/ringtaild.service");
        write("sys/system.slice/ringtaild.service/memory.max", "" + (4L << 30));
        write("sys/system.slice/ringtaild.service/memory.current", "" + (3L << 30));
        MemoryRoom memory = new MemoryRoom(scratch.resolve("proc"), scratch.resolve("sys"), "7");
        RoomCheck.check(scratch, 1L << 30, 2, 3, false, memory, findings);
        RoomCheck.check(scratch, 1L << 30, 2, 4, false, memory, findings);
        assertThat(findings.all()).extracting(Finding::level).containsExactly(Level.OK, Level.OK, Level.OK, Level.NOTE);
        assertThat(findings.all().get(3).text())
                .startsWith("room: 1024 MB of memory free (memory.max of ")
                .contains(
                        "ringtaild.service is 4096 MB), but the CPUs that are possible and not online yet would need 2048 MB: ");
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void shouldNotWaitForAPipeInTheLibrarysPlace() throws Exception {
        Path pipe = scratch.resolve("libc.so.6");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Mappings mappings = Mappings.parse(List.of("7f0000000000-7f0000001000 r-xp 00000000 00:01 9 " + pipe));
        assertThat(CLibrary.of(new ProcessEntry(scratch), mappings)).isEqualTo("glibc of unknown version");
    }

    @Test
    void shouldTakeTheKernelsAnswerForNamespaces() {
        NamespaceCheck.check("it", new ProcessEntry(PROC.resolve("self")), findings);
        assertThat(findings.all()).containsExactly(new Finding(Level.OK, "namespaces: it has those of this command"));
    }

    private void write(String name, String text) throws IOException {
        Path file = scratch.resolve(name);
        Files.createDirectories(scratch.resolve(name).getParent());
        Files.writeString(file, text + "\n");
    }
}
