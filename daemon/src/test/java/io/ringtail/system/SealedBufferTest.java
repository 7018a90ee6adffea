package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A buffer in sealed memory: clients are handed its descriptor, and no process can cut it short. */
@Timeout(120)
final class SealedBufferTest {
    private static final String[] SEALED = {"--buffer-memory", "sealed"};

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

    private static Path descriptor(RingtailHost host) throws Exception {
        Path descriptors = Path.of("/proc", "" + host.daemon().pid(), "fd");
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
