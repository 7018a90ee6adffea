package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Spans merged with a real kernel's {@code sched_switch}; skipped where there is no tracefs to write to. */
@Tag("once")
@Timeout(180)
@Tag("extensive")
final class OffCpuTest {
    private static final Path INSTANCES = Path.of("/sys/kernel/tracing/instances");
    private static final int NAPS = 10;
    private static final int NAP_MS = 20;

    @TempDir
    private Path scratch;

    @Test
    void shouldTellHowLongTheThreadsOfSpansDidNotRun() throws Exception {
        Path app = scratch.resolve("app.dat");
        Path kernel = scratch.resolve("kernel.dat");
        String name = "ringtail-off-cpu-" + ProcessHandle.current().pid();
        Path instance = instance(name);
        try (RingtailHost host = new RingtailHost("--mode", "discard")) {
            Files.writeString(instance.resolve("trace_clock"), "mono");
            Files.writeString(instance.resolve("buffer_size_kb"), "8192");
            Files.writeString(instance.resolve("events/sched/sched_switch/enable"), "1");
            nap(host);
            Files.writeString(instance.resolve("tracing_on"), "0");
            run("record", "--dir", host.dir(), "--from", "oldest", "--duration", "1s", "-o", app.toString());
            extract(name, kernel);
        } finally {
            // trace-cmd has removed it, if it came so far.
            Files.deleteIfExists(instance);
        }
        Path both = scratch.resolve("both.dat");
        run("merge", "--same-clock", app.toString(), kernel.toString(), "-o", both.toString());
        List<String> report = StockReport.of(both);
        assertThat(report).anyMatch(line -> line.contains("nap_begin:"));
        assertThat(report).anyMatch(line -> line.startsWith(name) && line.contains("sched_switch:"));
        String thread = report.stream()
                .filter(line -> line.contains("nap_begin:"))
                .map(line -> line.replaceFirst(".*-(\\d+) +\\[.*", "$1"))
                .findFirst()
                .orElseThrow();
        assumeTrue(
                report.stream().anyMatch(line -> line.contains(" ==> ") && line.contains(':' + thread + " [")),
                "the kernel's thread ids are of another pid namespace");
        String[] cells = spans(both).split(" +", -1);
        assertThat(cells[0]).isEqualTo("sleeper:nap");
        assertThat(cells[1]).isEqualTo(Integer.toString(NAPS));
        BigDecimal total = new BigDecimal(cells[5]);
        assertThat(new BigDecimal(cells[7])).isBetween(BigDecimal.valueOf(NAPS * NAP_MS * 1000L * 9 / 10), total);
    }

    private static Path instance(String name) throws Exception {
        assumeTrue(Files.isWritable(INSTANCES), "there is no tracefs to write to");
        assumeTrue(
                new ProcessBuilder("sh", "-c", "command -v trace-cmd").start().waitFor() == 0, "no trace-cmd");
        Path instance = INSTANCES.resolve(name);
        try {
            return Files.createDirectory(instance);
        } catch (IOException refused) {
            assumeTrue(false, "no instance can be made: " + refused);
            throw refused;
        }
    }

    private void nap(RingtailHost host) throws Exception {
        try (RingtailProcess application = RingtailProcess.startMain(
                scratch, List.of(), SleepingApplication.class.getName(), host.dir(), "" + NAPS, "" + NAP_MS)) {
            assertThat(application.ended().out()).isEqualTo("written\n");
        }
    }

    private void extract(String name, Path file) throws Exception {
        Process process = new ProcessBuilder("trace-cmd", "extract", "-B", name, "-o", file.toString())
                .directory(scratch.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor()).isZero();
    }

    private String spans(Path file) throws Exception {
        return run("report", "--spans", file.toString())
                .lines()
                .filter(line -> line.startsWith("sleeper:nap"))
                .findFirst()
                .orElseThrow();
    }

    private String run(String... command) throws Exception {
        RingtailProcess.Ended ended = RingtailProcess.run(scratch, command);
        assertThat(ended.status()).as(ended.err()).isZero();
        return ended.out();
    }
}
