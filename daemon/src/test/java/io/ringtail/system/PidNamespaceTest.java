package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Daemons and applications in pid namespaces of their own, as in containers. */
@Timeout(300)
class PidNamespaceTest {
    private static final List<String> UNSHARE = List.of("unshare", "--pid", "--fork", "--kill-child", "--mount-proc");

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
                RingtailProcess load = RingtailProcess.start(
                        scratch, "load", "--dir", host.dir(), "--threads", "3", "--count", "30000", "--rate", "3000")) {
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
            assertThat(load.ended().out()).contains("\"emitted\":90000,\"dropped\":0");
            assertDelivered(host, 93_000);
        }
    }

    /** What runs in the namespace. */
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
