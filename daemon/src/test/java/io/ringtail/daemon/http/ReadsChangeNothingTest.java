package io.ringtail.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.daemon.buffer.RingReader;
import io.ringtail.proto.layout.BufferMode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests every path while events are written: no other receiver gets less, and no state changes. */
@Timeout(60)
final class ReadsChangeNothingTest {
    private static final int SUBBUFS = 8;
    private static final int ROUNDS = 40;

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Socket> silent = new ArrayList<>();
    private long nextTime = 1000;
    private long readEvents;
    private long lostEvents;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(BufferMode.class)
    void shouldTakeNothingFromAnotherReaderAndChangeNoState(BufferMode mode) throws Exception {
        try (ServedFile daemon = new ServedFile(directory, mode, SUBBUFS, 64, 10_000)) {
            WrittenRing ring = daemon.addRing(0);
            List<String> paths = new ArrayList<>();
            walk(daemon, "/", paths);
            assertThat(paths)
                    .contains("/stream", "/trace_pipe", "/per_cpu/cpu0/trace_pipe_raw", "/snapshot", "/finish");
            try (RingReader other = daemon.losslessReader(0)) {
                for (int round = 0; round < ROUNDS; round++) {
                    String path = paths.get(round % paths.size());
                    ask(daemon, path);
                    holdOpen(daemon, path);
                    writeAndRead(ring, other);
                }
            }
            assertThat(readEvents).isEqualTo((long) ROUNDS * ServedFile.EVENTS_A_PAGE);
            assertThat(lostEvents).isZero();
            assertThat(daemon.statistics(0).dropped()).isZero();
            assertThat(daemon.enabled).isEmpty();
            assertThat(daemon.snapshotsAsked).hasValue(0);
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    private void writeAndRead(WrittenRing ring, RingReader other) {
        int taken = ring.writeMany(77, nextTime, ServedFile.EVENTS_A_PAGE);
        assertThat(taken).as("events that found room").isEqualTo(ServedFile.EVENTS_A_PAGE);
        nextTime += ServedFile.EVENTS_A_PAGE;
        ByteBuffer page = ByteBuffer.allocateDirect(ServedFile.SUBBUF_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        while (other.poll(page, true) > 0) {
            readEvents += other.page().events();
            lostEvents += other.page().lost();
            page.clear();
        }
    }

    private void walk(ServedFile daemon, String path, List<String> paths) throws Exception {
        String listing = get(daemon, path);
        for (String line : listing.lines().toList()) {
            String name = line.substring(0, line.indexOf(' '));
            if (name.endsWith("/")) {
                walk(daemon, path + name, paths);
            } else {
                paths.add(path + name);
            }
        }
    }

    private void ask(ServedFile daemon, String path) throws Exception {
        boolean streams = path.endsWith("stream") || path.contains("trace_pipe");
        get(daemon, streams ? path + "?wait=0" : path);
        HttpRequest head = HttpRequest.newBuilder(URI.create(daemon.url() + path))
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build();
        client.send(head, BodyHandlers.discarding());
    }

    private String get(ServedFile daemon, String path) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(daemon.url() + path)).build();
        return client.send(request, BodyHandlers.ofString()).body();
    }

    /** A client that never reads its answer. */
    private void holdOpen(ServedFile daemon, String path) throws IOException {
        Socket socket = new Socket();
        silent.add(socket);
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), daemon.port()));
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    }
}
