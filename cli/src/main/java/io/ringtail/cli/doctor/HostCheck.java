package io.ringtail.cli.doctor;

import io.ringtail.client.barrier.ProcessBarrier;
import io.ringtail.client.cpu.CpuIds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The examination of the machine: its kernel, C library, clock and CPUs, and what they make possible. */
public final class HostCheck {
    private static final Pattern RELEASE = Pattern.compile("(\\d{1,4})\\.(\\d{1,4}).*");
    /** The first kernel, as major * 1000 + minor, whose membarrier reaches registered processes only. */
    private static final int MEMBARRIER_SINCE = 4016;

    private static final int MAJOR = 1000;
    /** Clocks that are read by system calls or over a bus. Source: the vDSO's clock modes of Linux. */
    private static final Set<String> SLOW_CLOCKS =
            Set.of("hpet", "acpi_pm", "jiffies", "refined-jiffies", "pit", "xen");

    private final Path proc;
    private final Path sys;

    /** Examines the machine that these directories describe, usually {@code /proc} and {@code /sys}. */
    public HostCheck(Path proc, Path sys) {
        this.proc = proc;
        this.sys = sys;
    }

    /** Adds what is to be said of this JVM's machine. */
    public static void checkThis(Findings findings) {
        Path proc = Path.of("/proc");
        HostCheck host = new HostCheck(proc, Path.of("/sys"));
        host.check(findings);
        ProcessEntry self = new ProcessEntry(proc.resolve("self"));
        findings.ok("C library: " + CLibrary.of(self, Mappings.parse(self.maps())));
        checkNative(findings);
    }

    /** What this JVM can do, as an application's can that has the same JDK and JNA. */
    private static void checkNative(Findings findings) {
        CpuIds cpus = CpuIds.detect(0);
        if (cpus.name().startsWith("rseq")) {
            findings.ok("rseq: a thread reads its CPU's number from memory");
        } else {
            findings.note("rseq: not available, CPU numbers by " + cpus.name()
                    + ": an event takes longer; it needs glibc 2.35 or later and no glibc.pthread.rseq=0");
        }
        ProcessBarrier barrier = ProcessBarrier.using(cpus.libC());
        if (barrier.isRegistered()) {
            findings.ok("membarrier: available");
        } else {
            findings.note("membarrier: not available, " + barrier.name() + " instead: a CPU that comes online waits for"
                    + " each application; it needs Linux 4.16, and a seccomp filter that allows it");
        }
    }

    /** Adds what is to be said of kernel, clock and CPUs. */
    void check(Findings findings) {
        kernel(findings);
        clock(findings);
        String online = text(sys.resolve("devices/system/cpu/online"));
        String possible = text(sys.resolve("devices/system/cpu/possible"));
        findings.ok("host: CPUs " + online + " online, " + possible + " possible");
    }

    private void kernel(Findings findings) {
        String release = text(proc.resolve("sys/kernel/osrelease"));
        String kernel = "kernel: Linux " + release + ", " + System.getProperty("os.arch");
        Matcher version = RELEASE.matcher(release);
        if (!version.matches()) {
            findings.note(kernel + ": its version is not known");
        } else if (Integer.parseInt(version.group(1)) * MAJOR + Integer.parseInt(version.group(2)) < MEMBARRIER_SINCE) {
            findings.note(
                    kernel + " is older than 4.16, and lacks what the daemon does without, but slowly: upgrade it");
        } else {
            findings.ok(kernel);
        }
    }

    private void clock(Findings findings) {
        Path directory = sys.resolve("devices/system/clocksource/clocksource0");
        String current = text(directory.resolve("current_clocksource"));
        if (SLOW_CLOCKS.contains(current)) {
            findings.note(
                    "clock: the clock source is " + current + ", so each event takes a microsecond or more; available"
                            + " are " + text(directory.resolve("available_clocksource"))
                            + ": boot with clocksource=tsc (arm64: arch_sys_counter) if that is reliable here");
        } else {
            findings.ok("clock: " + current);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            return "unknown";
        }
    }
}
