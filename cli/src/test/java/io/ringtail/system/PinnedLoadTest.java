package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes that the kernel pins to one CPU, and the rings that hold their events. */
@Timeout(120)
@Tag("extensive")
@Tag("once")
final class PinnedLoadTest {
    private static final int THREADS = 4;
    private static final int COUNT = 20_000;

    @TempDir
    private Path sysfs;

    @Test
    void shouldWriteIntoTheRingOfTheCpuThatAThreadRunsOn() throws Exception {
        List<Integer> cpus = cpus();
        try (RingtailHost host = new RingtailHost()) {
            Map<Integer, RingtailProcess> loads = new TreeMap<>();
            Map<Integer, Long> emitted = new TreeMap<>();
            for (int cpu : cpus) {
                loads.put(cpu, load(host, cpu, COUNT * (1 + loads.size())));
            }
            for (Map.Entry<Integer, RingtailProcess> load : loads.entrySet()) {
                emitted.put(load.getKey(), emitted(load.getValue()));
            }
            assertThat(host.stat("written")).containsAllEntriesOf(emitted);
            assertThat(host.stat("rerouted").values()).containsOnly(0L);
        }
    }

    @Test
    void shouldWriteIntoAnotherRingAndCountItWhereTheCpuHasNone() throws Exception {
        List<Integer> cpus = cpus();
        assumeTrue(cpus.size() > 1 && cpus.get(0) == 0, "needs CPU 0 and another");
        try (RingtailHost host = new RingtailHost("--sysfs", onlyCpu0().toString())) {
            long emitted = emitted(load(host, cpus.get(1), COUNT));
            assertThat(host.stat("written")).containsExactlyEntriesOf(Map.of(0, emitted));
            assertThat(host.stat("rerouted")).containsExactlyEntriesOf(Map.of(0, emitted));
        }
    }

    @Test
    void shouldLeaveTheRingOfACpuThatGoesOffline() throws Exception {
        List<Integer> cpus = cpus();
        assumeTrue(cpus.contains(0) && cpus.contains(1), "needs CPUs 0 and 1");
        FakeSysfs machine = new FakeSysfs(sysfs, "0-1", "0-1");
        try (RingtailHost host = new RingtailHost("--sysfs", machine.root());
                RingtailProcess load = load(host, 1, Integer.MAX_VALUE)) {
            Eventually.until("events of CPU 1", () -> host.stat("written").getOrDefault(1, 0L) > 0);
            assertThat(host.stat("rerouted").values()).containsOnly(0L);
            machine.online("0");
            Eventually.until(
                    "events in CPU 0's ring", () -> host.stat("rerouted").getOrDefault(0, 0L) > 0);
            load.terminate();
        }
    }

    private static RingtailProcess load(RingtailHost host, int cpu, int count) throws IOException {
        return RingtailProcess.startBehind(
                List.of("taskset", "-c", Integer.toString(cpu)),
                host.directory(),
                "load",
                "--dir",
                host.dir(),
                "--threads",
                "" + THREADS,
                "--count",
                "" + count);
    }

    private static long emitted(RingtailProcess load) throws Exception {
        try (load) {
            RingtailProcess.Ended ended = load.ended();
            assertThat(ended.err()).isEmpty();
            assertThat(RingtailHost.number(ended.out(), "dropped")).isZero();
            return RingtailHost.number(ended.out(), "emitted");
        }
    }

    private Path onlyCpu0() throws IOException {
        Path directory = Files.createDirectories(sysfs.resolve("devices/system/cpu"));
        for (String list : List.of("possible", "present", "online")) {
            Files.writeString(directory.resolve(list), "0\n");
        }
        return sysfs;
    }

    /** The CPUs that this process may run on, as the kernel lists them. */
    private static List<Integer> cpus() throws IOException {
        String allowed = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("Cpus_allowed_list:"))
                .findFirst()
                .orElseThrow();
        List<Integer> cpus = new ArrayList<>();
        for (String range : allowed.substring(allowed.indexOf(':') + 1).strip().split(",", -1)) {
            String[] ends = range.split("-", -1);
            for (int cpu = Integer.parseInt(ends[0]); cpu <= Integer.parseInt(ends[ends.length - 1]); cpu++) {
                cpus.add(cpu);
            }
        }
        return cpus;
    }
}
