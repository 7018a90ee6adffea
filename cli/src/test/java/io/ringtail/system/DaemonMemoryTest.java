package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The daemon's memory under receivers of all kinds, with the heap that its start script sets. {@code
 * -Dringtail.memory.seconds=90} makes the test longer.
 */
@Timeout(60 + 600)
@Tag("extensive")
final class DaemonMemoryTest {
    private static final long SECONDS = Long.getLong("ringtail.memory.seconds", 4);
    private static final int CLIENTS = 8;
    private static final long MOST_HEAP_KB = 40 << 10;
    private static final long MOST_GROWTH_KB = 8 << 10;
    private static final int LONG_LINE = 63 << 10;
    private static final int MORE_THAN_ARE_SERVED = 1200;
    private static final long SLOW_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final Pattern SESSION = Pattern.compile("\"age_ns\":");
    private static final List<String> PATHS = List.of("/stream", "/per_cpu/cpu0/trace_pipe_raw", "/trace_pipe");

    private static final int LOOKS = 5;

    @TempDir
    private Path scratch;

    private final AtomicLong read = new AtomicLong();

    @Test
    void shouldStayFlatWhateverReceiversAndClientsDo() throws Exception {
        List<SocketChannel> connections = new ArrayList<>();
        try (RingtailHost host = new RingtailHost(RingtailHost.SMALL);
                RingtailProcess clients = RingtailProcess.startMain(
                        host.directory(), List.of(), TracingClients.class.getName(), host.dir(), "" + CLIENTS)) {
            for (String path : PATHS) {
                for (int i = 0; i < 4; i++) {
                    connections.add(receive(host, path));
                    drain(receive(host, path), connections, i == 0 ? 0 : SLOW_PAUSE_NS);
                }
            }
            Eventually.until("all are served", () -> sessions(host) == connections.size());
            Eventually.until("events are read", () -> read.get() > 1 << 24);
            long before = heaps(host).max().orElseThrow();
            long readBefore = read.get();
            long writtenBefore = host.sum("written");
            long startNs = System.nanoTime();
            while (System.nanoTime() - startNs < TimeUnit.SECONDS.toNanos(SECONDS)) {
                host.get("/stats");
            }
            long after = heaps(host).min().orElseThrow();
            long written = host.sum("written") - writtenBefore;
            String figures = String.format(
                    Locale.ROOT,
                    "%d events in %d s, %d MB read; heap after collection %d KB, then %d KB",
                    written,
                    SECONDS,
                    (read.get() - readBefore) >> 20,
                    before,
                    after);
            System.out.println(figures);
            assertThat(clients.isAlive()).isTrue();
            assertThat(written).isGreaterThan(SECONDS * 10_000);
            assertThat(after).as(figures).isLessThan(MOST_HEAP_KB).isLessThan(before + MOST_GROWTH_KB);
            assertThat(host.daemon().err()).doesNotContain("OutOfMemory").doesNotContain("Exception");
        } finally {
            for (SocketChannel connection : connections) {
                connection.close();
            }
        }
    }

    @Test
    void shouldHoldLittleForRequestsThatNeverEnd() throws Exception {
        List<SocketChannel> connections = new ArrayList<>();
        String sysfs = new FakeSysfs(scratch, "0-1023", "0-1").root();
        try (RingtailHost host = new RingtailHost(RingtailHost.SMALL, "--sysfs", sysfs)) {
            URI url = URI.create(host.url());
            String line = "GET /stream?after=" + "1.2.3,".repeat(LONG_LINE / 6);
            for (int i = 0; i < MORE_THAN_ARE_SERVED; i++) {
                SocketChannel connection = SocketChannel.open(new InetSocketAddress(url.getHost(), url.getPort()));
                connections.add(connection);
                connection.configureBlocking(false);
            }
            ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII));
            for (SocketChannel connection : connections) {
                send(connection, bytes.rewind());
            }
            long held = Heap.usedKb(host.daemon().pid());
            System.out.printf(
                    Locale.ROOT, "%d requests that never end: heap after collection %d KB%n", connections.size(), held);
            assertThat(held).isLessThan(MOST_HEAP_KB);
            for (SocketChannel connection : connections) {
                connection.close();
            }
            Eventually.until("it serves again", () -> serves(host));
            assertThat(host.daemon().err()).doesNotContain("OutOfMemory").doesNotContain("Exception");
        } finally {
            for (SocketChannel connection : connections) {
                connection.close();
            }
        }
    }

    /** Sends until all bytes are accepted or the daemon has closed the connection. */
    private static void send(SocketChannel connection, ByteBuffer bytes) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        try {
            while (bytes.hasRemaining() && System.nanoTime() < deadline) {
                if (connection.write(bytes) == 0) {
                    Thread.onSpinWait();
                }
            }
        } catch (IOException closed) {
            // One connection too many.
        }
    }

    private static boolean serves(RingtailHost host) throws Exception {
        try {
            return host.get("/stats").contains("\"sessions\"");
        } catch (IOException refused) {
            return false;
        }
    }

    /**
     * A few heap sizes. Data in flight varies by more than the permitted growth, so growth shows only when the minimum
     * of some samples is compared with the maximum of earlier ones.
     */
    private static LongStream heaps(RingtailHost host) throws Exception {
        return Heap.usedKb(host.daemon().pid(), LOOKS);
    }

    private static long sessions(RingtailHost host) throws Exception {
        return SESSION.matcher(host.get("/stats")).results().count();
    }

    private static SocketChannel receive(RingtailHost host, String path) throws IOException {
        URI url = URI.create(host.url());
        SocketChannel connection = SocketChannel.open(new InetSocketAddress(url.getHost(), url.getPort()));
        String request = "GET " + path + "?lossless=0 HTTP/1.1\r\nHost: localhost\r\n\r\n";
        connection.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
        return connection;
    }

    private void drain(SocketChannel connection, List<SocketChannel> connections, long pauseNs) {
        connections.add(connection);
        Thread thread = new Thread(() -> drain(connection, pauseNs), "receiver");
        thread.setDaemon(true);
        thread.start();
    }

    private void drain(SocketChannel connection, long pauseNs) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(1 << 16);
        try {
            for (int length = 0; length >= 0; length = connection.read(bytes.clear())) {
                read.addAndGet(length);
                LockSupport.parkNanos(pauseNs);
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }
}
