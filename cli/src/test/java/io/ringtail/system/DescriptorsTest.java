package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes that have run out of file descriptors. */
@Tag("once")
@Timeout(120)
@Tag("extensive")
final class DescriptorsTest {
    private static final int SPARE = 6;
    private static final int CONNECTIONS = 30;

    @TempDir
    private Path scratch;

    @Test
    void shouldServeOnWhenTheDaemonHasNoneLeft() throws Exception {
        try (RingtailHost host = new RingtailHost("--buffer-size", "16m");
                RingtailProcess tail =
                        host.start("tail", "--json", "--from", "oldest", "--event", "load:tick", "--dir", host.dir());
                RingtailProcess load = RingtailProcess.start(
                        scratch, "load", "--dir", host.dir(), "--count", "10000000", "--rate", "1000")) {
            TailedEvents tailed = new TailedEvents(true);
            tailed.read(tail.out(), 100);
            warmUp(host);
            limitDescriptors(host.daemon().pid());
            URI url = URI.create(host.url());
            List<SocketChannel> connections = new ArrayList<>();
            try {
                connect(connections, new InetSocketAddress(url.getHost(), url.getPort()));
                connect(connections, UnixDomainSocketAddress.of(host.directory().resolve("control.sock")));
                Eventually.until("no client is accepted", () -> says(host, "cannot accept client connections"));
                Eventually.until("no receiver is accepted", () -> says(host, "cannot accept receiver connections"));
                tailed.read(tail.out(), 3000);
            } finally {
                for (SocketChannel connection : connections) {
                    connection.close();
                }
            }
            assertThat(host.run("load", "--dir", host.dir(), "--count", "10")).contains("\"emitted\":10,");
            assertThat(load.isAlive()).isTrue();
            assertThat(host.daemon().err().lines().filter(line -> line.contains("cannot accept")))
                    .hasSize(2);
            assertThat(host.daemon().err()).doesNotContain("\tat ");
        }
    }

    @Test
    void shouldGiveAnApplicationNoExceptionWhenItHasNoneLeft() throws Exception {
        try (RingtailHost host = new RingtailHost();
                RingtailProcess tail =
                        host.start("tail", "--json", "--from", "oldest", "--event", "load:tick", "--dir", host.dir());
                RingtailProcess client = RingtailProcess.startMain(
                        scratch, List.of("-Xmx64m"), ApplicationWithoutDescriptors.class.getName(), host.dir())) {
            assertThat(client.out().readLine()).as(client::toString).isEqualTo("no descriptor is left");
            Eventually.until("its conductor has tried", () -> client.err().contains("ringtail"));
            client.tell("go on");
            assertThat(client.out().readLine()).isEqualTo("written");
            assertThat(client.status()).isZero();
            TailedEvents tailed = new TailedEvents(true);
            tailed.read(tail.out(), ApplicationWithoutDescriptors.EVENTS);
            assertThat(client.err().lines()).hasSizeLessThan(20);
        }
    }

    /** Loads classes in advance: reading them from a directory, unlike from a jar, would be a failure of its own. */
    private static void warmUp(RingtailHost host) throws Exception {
        String pid;
        try (RingtailProcess other = host.start("load", "--dir", host.dir(), "--count", "10000000", "--rate", "10")) {
            pid = "\"pid\":" + other.pid() + ",";
            Eventually.until("it has attached", () -> host.get("/stats").contains(pid));
        }
        Eventually.until("its end is noticed", () -> !host.get("/stats").contains(pid));
    }

    private static boolean says(RingtailHost host, String text) throws IOException {
        return host.daemon().err().contains(text);
    }

    private static void connect(List<SocketChannel> connections, SocketAddress to) throws IOException {
        for (int i = 0; i < CONNECTIONS; i++) {
            connections.add(SocketChannel.open(to));
        }
    }

    private static void limitDescriptors(int pid) throws Exception {
        long open;
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            open = descriptors.count();
        }
        String limit = "--nofile=" + (open + SPARE) + ":" + (open + SPARE);
        Process prlimit = new ProcessBuilder("prlimit", "--pid", Integer.toString(pid), limit).start();
        assertThat(prlimit.waitFor()).as("prlimit %s", limit).isZero();
    }
}
