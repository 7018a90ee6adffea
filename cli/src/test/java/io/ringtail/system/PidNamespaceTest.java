package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringtail.proto.layout.SubstituteId;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Daemons and applications in their own pid namespaces, as in containers. */
@Order(1)
@Timeout(300)
@Tag("extensive")
@Tag("once")
class PidNamespaceTest {
    private static final List<String> UNSHARE = List.of("unshare", "--pid", "--fork", "--kill-child", "--mount-proc");

    private static final Pattern EVENT =
            Pattern.compile("\"tid\":(\\d+),\"pid\":(\\d+),\"comm\":\"([^\"]*)\".*\"thread\":(\\d+)");

    @TempDir
    Path scratch;

    @BeforeAll
    static void requireNamespaces() throws Exception {
        Process unshare = new ProcessBuilder("unshare", "--pid", "--fork", "--kill-child", "--mount-proc", "true")
                .redirectErrorStream(true)
                .start();
        assumeTrue(
                unshare.waitFor(60, TimeUnit.SECONDS) && unshare.exitValue() == 0,
                "pid namespaces can be made (it takes root)");
    }

    @Test
    void shouldLeaveClientsOfAnotherNamespaceTheirSlots() throws Exception {
        try (RingtailHost host = new RingtailHost("--buffer-size", "16m");
                RingtailProcess load = RingtailProcess.startLasting(
                        List.of(),
                        scratch,
                        List.of(),
                        RingtailProcess.MAIN,
                        "load",
                        "--dir",
                        host.dir(),
                        "--threads",
                        "3",
                        "--count",
                        "1000000",
                        "--rate",
                        "1500",
                        "--wait",
                        "100s")) {
            Eventually.until("something is written", () -> host.sum("written") > 0);
            BufferView view = BufferView.of(host.directory().resolve("buffer"));
            host.kill();
            host.restartBehind(UNSHARE);
            try (RingtailProcess other = RingtailProcess.startBehind(
                    List.of(
                            "nsenter",
                            "--pid",
                            "--mount",
                            "--target",
                            "" + child(host.daemon()).pid()),
                    scratch,
                    "load",
                    "--dir",
                    host.dir(),
                    "--threads",
                    "3",
                    "--count",
                    "1000")) {
                assertThat(other.ended().out()).contains("\"emitted\":3000,\"dropped\":0");
            }
            assertThat(host.daemon().err()).contains("in another pid namespace");
            assertThat(view.acknowledged()).containsKey(load.pid());
            ProcessHandle inside = child(host.daemon());
            inside.destroyForcibly();
            inside.onExit().get(60, TimeUnit.SECONDS);
            host.kill();
            host.restart();
            load.terminate();
            String ended = load.ended().out();
            assertThat(ended).contains(",\"dropped\":0,");
            assertDelivered(host, RingtailHost.number(ended, "emitted") + 3000);
        }
    }

    /** The second daemon is in the client's own namespace, where the client's thread ids are valid. */
    @Test
    void shouldCountWhatAClientDoesNotWriteBetweenTwoGrants() throws Exception {
        try (RingtailHost host = new RingtailHost("--buffer-size", "16m");
                RingtailProcess load = RingtailProcess.startLasting(
                        UNSHARE,
                        scratch,
                        List.of(),
                        RingtailProcess.MAIN,
                        "load",
                        "--dir",
                        host.dir(),
                        "--threads",
                        "3",
                        "--count",
                        "4000",
                        "--rate",
                        "400")) {
            Eventually.until("something is written", () -> host.sum("written") > 0);
            ProcessHandle inside = child(load);
            host.kill();
            host.restartBehind(List.of("nsenter", "--pid", "--mount", "--target", "" + inside.pid()));
            String ended = load.ended().out();
            // The daemon has ended with the first process of its namespace.
            host.kill();
            host.restart();
            long dropped = RingtailHost.number(ended, "dropped");
            long unplaced = RingtailHost.number(host.get("/stats"), "unplaced");
            assertThat(unplaced).isPositive().isEqualTo(dropped);
            assertThat(host.sum("written") + unplaced).isEqualTo(RingtailHost.number(ended, "emitted"));
            assertThat(load.err()).contains("in another pid namespace than the last one: attaching anew");
        }
    }

    @Test
    void shouldShowTheHostsThreadsOfTwoContainers() throws Exception {
        try (RingtailHost host = new RingtailHost("--buffer-size", "16m");
                RingtailProcess one = container(host);
                RingtailProcess other = container(host);
                RingtailProcess tail = RingtailProcess.start(
                        scratch, "tail", "--json", "--from", "oldest", "--count", "12000", "--dir", host.dir())) {
            Map<Integer, Set<Integer>> threadsByPid = new HashMap<>();
            Map<Integer, Set<Integer>> pidsByThread = new HashMap<>();
            Map<Integer, Set<Integer>> tasks = new HashMap<>();
            for (String line = tail.out().readLine();
                    line != null;
                    line = tail.out().readLine()) {
                Matcher event = EVENT.matcher(line);
                assertThat(event.find()).as(line).isTrue();
                int tid = Integer.parseInt(event.group(1));
                int pid = Integer.parseInt(event.group(2));
                assertThat(event.group(3)).isEqualTo("load-" + event.group(4));
                threadsByPid.computeIfAbsent(pid, key -> new TreeSet<>()).add(tid);
                pidsByThread.computeIfAbsent(tid, key -> new TreeSet<>()).add(pid);
                tasks.computeIfAbsent(pid, PidNamespaceTest::tasks);
            }
            assertThat(threadsByPid.keySet()).containsExactlyInAnyOrder(pidIn(one), pidIn(other));
            assertThat(pidsByThread.values()).allMatch(pids -> pids.size() == 1);
            threadsByPid.forEach((pid, threads) -> {
                Set<Integer> known = new TreeSet<>(threads);
                known.removeIf(SubstituteId::isSubstitute);
                assertThat(known).hasSize(2);
                assertThat(tasks.get(pid)).containsAll(known);
                assertThat(threads).hasSizeLessThanOrEqualTo(4);
            });
        }
    }

    /** An application whose threads have the same ids as the other application's. */
    private RingtailProcess container(RingtailHost host) throws Exception {
        return RingtailProcess.startBehind(
                UNSHARE, scratch, "load", "--dir", host.dir(), "--threads", "2", "--count", "6000", "--rate", "600");
    }

    private static int pidIn(RingtailProcess unshare) {
        return (int) child(unshare).pid();
    }

    private static Set<Integer> tasks(int pid) {
        Set<Integer> tasks = new TreeSet<>();
        for (String task : Objects.requireNonNull(
                Path.of("/proc", "" + pid, "task").toFile().list())) {
            tasks.add(Integer.parseInt(task));
        }
        return tasks;
    }

    /** The process that runs in the namespace. */
    private static ProcessHandle child(RingtailProcess unshare) {
        return ProcessHandle.of(unshare.pid())
                .orElseThrow()
                .children()
                .findFirst()
                .orElseThrow();
    }

    private void assertDelivered(RingtailHost host, long count) throws Exception {
        try (RingtailProcess tail =
                RingtailProcess.start(scratch, "tail", "--json", "--from", "oldest", "--dir", host.dir())) {
            TailedEvents tailed = new TailedEvents(true);
            tailed.read(tail.out(), count);
            assertThat(tailed.lost()).isZero();
            assertThat(tailed.nextByTid().values().stream()
                            .mapToLong(Long::longValue)
                            .sum())
                    .isEqualTo(count);
        }
    }
}
