package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** A buffer in sealed memory: clients receive its descriptor, and no process can truncate it. */
@Timeout(120)
@Tag("extensive")
@Tag("once")
final class SealedBufferTest {
    private static final String[] SEALED = {"--buffer-memory", "sealed"};
    /** Passes a daemon the descriptor that it would get from systemd's store. */
    private static final String AS_THE_SERVICE_MANAGER =
            "exec 3<>\"$0\";" + " export LISTEN_PID=$$ LISTEN_FDS=1 LISTEN_FDNAMES=ringtail-buffer; exec \"$@\"";

    @Test
    void shouldHandTheBufferToClientsAndRecordWhatTheyWrite() throws Exception {
        try (RingtailHost host = new RingtailHost(SEALED)) {
            assertThat(host.directory().resolve("buffer")).doesNotExist();
            host.run("load", "--dir", host.dir(), "--count", "1000");
            assertThat(host.sum("written")).isEqualTo(1000);
        }
    }

    @Test
    void shouldKeepItsLengthWhateverAnotherProcessDoes() throws Exception {
        try (RingtailHost host = new RingtailHost(SEALED);
                CountingClient client =
                        CountingClient.start(host, List.of(), 0, 4).ready()) {
            client.go();
            Path descriptor = descriptor(host);
            Eventually.until("events are written", () -> host.sum("written") > 10_000);
            for (String size : List.of("0", "4096", "1T")) {
                Process truncate = new ProcessBuilder("truncate", "-s", size, descriptor.toString())
                        .redirectErrorStream(true)
                        .start();
                assertThat(new String(truncate.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .contains("Operation not permitted");
                assertThat(truncate.waitFor()).isNotZero();
            }
            long before = host.sum("written");
            Eventually.until("more events are written", () -> host.sum("written") > before);
            client.stop();
            client.awaitEnd();
            assertThat(host.daemon().isAlive()).isTrue();
        }
    }

    @Test
    void shouldBeAdoptedByTheNextDaemonFromTheServiceManagersStore() throws Exception {
        try (RingtailHost host = new RingtailHost(SEALED);
                CountingClient client =
                        CountingClient.start(host, List.of(), 0, 2).ready()) {
            client.go();
            Eventually.until("events are written", () -> host.sum("written") > 10_000);
            try (SeekableByteChannel store = Files.newByteChannel(descriptor(host), StandardOpenOption.READ)) {
                long before = host.sum("written");
                host.kill();
                host.restartBehind(List.of(
                        "bash",
                        "-c",
                        AS_THE_SERVICE_MANAGER,
                        descriptor(ProcessHandle.current().pid()).toString()));
                assertThat(store.isOpen()).isTrue();
                assertThat(host.sum("written")).isGreaterThan(before);
            }
            long adopted = host.sum("written");
            Eventually.until("the client writes on", () -> host.sum("written") > adopted);
            client.stop();
            client.awaitEnd();
        }
    }

    @Test
    @EnabledForJreRange(max = JRE.JAVA_21)
    void shouldLetAClientOfItsOwnUserOpenItWithoutForeignCalls() throws Exception {
        List<String> noJna = List.of("-Djna.nounpack=true", "-Djna.nosys=true", "-Djna.boot.library.path=/none");
        try (RingtailHost host = new RingtailHost(SEALED);
                CountingClient client =
                        CountingClient.startFor(host, noJna, 0, 1, 100).ready()) {
            client.go();
            Eventually.until("all are written", () -> host.sum("written") == 100);
        }
    }

    private static Path descriptor(RingtailHost host) throws IOException {
        return descriptor(host.daemon().pid());
    }

    private static Path descriptor(long pid) throws IOException {
        Path descriptors = Path.of("/proc", "" + pid, "fd");
        try (Stream<Path> all = Files.list(descriptors)) {
            return all.filter(SealedBufferTest::isBuffer).findFirst().orElseThrow();
        }
    }

    private static boolean isBuffer(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("/memfd:ringtail-buffer");
        } catch (IOException closed) {
            return false;
        }
    }
}
