package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.reader.tracecmd.TraceCmdMessage;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Peers of the agent that are no trace-cmd. */
@Tag("once")
@Order(1)
@Timeout(180)
@Tag("extensive")
final class HostileAgentTest {
    private static final int SESSIONS = 200;
    private static final byte[] CLOSE =
            TraceCmdMessage.of(TraceCmdMessage.CLOSE).encode();
    private static final int TIMEOUT_MS = 30_000;

    @TempDir
    private Path scratch;

    @Test
    void shouldSurviveMutatedSessionsAndGiveEverythingBack() throws Exception {
        Random random = new Random(16);
        try (RingtailHost host = new RingtailHost("--agent", "127.0.0.1:0", "--anonymous-roles", "read,control")) {
            host.run("load", "--dir", host.dir(), "--threads", "1", "--count", "10");
            host.run("disable", "--dir", host.dir(), "load:tick");
            long descriptors = descriptors(host);
            for (int i = 0; i < SESSIONS; i++) {
                try (Socket peer = connect(host)) {
                    byte[] request = mutated(request(), random);
                    send(peer, request);
                    if (Arrays.equals(request, request())) {
                        assertThat(read(peer)).as("the answer").isZero();
                    }
                    send(peer, mutated(CLOSE.clone(), random));
                    if (random.nextBoolean()) {
                        peer.shutdownOutput();
                        drain(peer.getInputStream());
                    }
                }
            }
            Eventually.until("no recording is left", () -> !host.get("/stats").contains("\"path\":\"/agent\""));
            Eventually.until("the sockets are closed", () -> descriptors(host) <= descriptors);
            assertThat(host.get("/events/load/tick/enable")).isEqualTo("0\n");
            assertThat(host.get("/healthz")).startsWith("ok");
            assertThat(host.daemon().err()).doesNotContain("Exception").doesNotContain("ERROR");
        }
    }

    @Test
    void shouldAnswerMeaninglessMessagesAFewTimes() throws Exception {
        try (RingtailHost host = new RingtailHost("--agent", "127.0.0.1:0");
                Socket peer = connect(host)) {
            int timeSync = 9;
            byte[] notSupported = TraceCmdMessage.of(TraceCmdMessage.NOT_SUPP).encode();
            for (int command = timeSync; command < timeSync + 16; command++) {
                send(peer, TraceCmdMessage.of(command).encode());
                assertThat(peer.getInputStream().readNBytes(notSupported.length))
                        .isEqualTo(notSupported);
            }
            send(peer, TraceCmdMessage.of(timeSync).encode());
            assertThat(peer.getInputStream().read()).isNegative();
        }
    }

    @Test
    void shouldCloseConnectionsBeyondTheLimitAndThoseThatAskForNothing() throws Exception {
        List<Socket> silent = new ArrayList<>();
        try (RingtailHost host = new RingtailHost("--agent", "127.0.0.1:0")) {
            host.run("load", "--dir", host.dir(), "--threads", "1", "--count", "1");
            for (int i = 0; i < 8; i++) {
                silent.add(connect(host));
            }
            try (Socket oneMore = connect(host)) {
                assertThat(read(oneMore)).isNegative();
            }
            for (Socket peer : silent) {
                assertThat(read(peer)).as("after ten seconds").isNegative();
            }
            assertThat(host.daemon().err()).contains("it sent no request for 10000 ms");
            try (Socket peer = connect(host)) {
                send(peer, request());
                assertThat(peer.getInputStream().readNBytes(8)).endsWith(0, 0, 0, TraceCmdMessage.TRACE_RESP);
            }
        } finally {
            for (Socket peer : silent) {
                peer.close();
            }
        }
    }

    @Test
    void shouldListenBeyondLoopbackOnlyIfToldTo() throws Exception {
        RingtailProcess.Ended refused =
                RingtailProcess.run(scratch, "daemon", "--dir", scratch.toString(), "--agent", "0.0.0.0:0");
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).contains("no authentication").contains("--insecure true");
        try (RingtailHost open = new RingtailHost("--agent", "0.0.0.0:0", "--insecure", "true")) {
            assertThat(open.daemon().err()).contains("other machines can record all events");
        }
    }

    @Test
    void shouldNotServeThoseWhoMayNotRead() throws Exception {
        RingtailProcess.Ended refused = RingtailProcess.run(
                scratch, "daemon", "--dir", scratch.toString(), "--agent", "127.0.0.1:0", "--anonymous-roles", "none");
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).contains("may not read").contains("--anonymous-roles read");
    }

    private static Socket connect(RingtailHost host) throws IOException {
        String address = Files.readAllLines(host.directory().resolve("address")).stream()
                .filter(line -> line.startsWith("agent="))
                .findFirst()
                .orElseThrow();
        Socket peer = new Socket(
                InetAddress.getLoopbackAddress(), Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)));
        peer.setSoTimeout(TIMEOUT_MS);
        return peer;
    }

    /** What trace-cmd sends first for {@code -e load:*}. */
    private static byte[] request() {
        byte[] arguments = "-C\0local\0-e\0load:*\0".getBytes(StandardCharsets.US_ASCII);
        byte[] payload = ByteBuffer.allocate(3 * Integer.BYTES + arguments.length)
                .putInt(0)
                .putInt(Integer.BYTES + arguments.length)
                .putInt(4)
                .put(arguments)
                .array();
        return new TraceCmdMessage(TraceCmdMessage.TRACE_REQ, new byte[16], payload).encode();
    }

    /** Changes a few bytes or none, or cuts the message short. */
    private static byte[] mutated(byte[] message, Random random) {
        for (int i = random.nextInt(3); i > 0; i--) {
            message[random.nextInt(message.length)] = (byte) random.nextInt();
        }
        return random.nextInt(4) == 0 ? Arrays.copyOf(message, random.nextInt(message.length)) : message;
    }

    /** Sends as much as the peer takes before it closes the connection. */
    private static void send(Socket peer, byte[] bytes) throws IOException {
        try {
            peer.getOutputStream().write(bytes);
        } catch (SocketException closed) {
            assertThat(closed).hasMessageMatching("(?i).*(reset|broken pipe|abort).*");
        }
    }

    private static void drain(InputStream in) throws IOException {
        try {
            in.readAllBytes();
        } catch (SocketException closed) {
            assertThat(closed).hasMessageContaining("reset");
        }
    }

    private static int read(Socket peer) throws IOException {
        try {
            return peer.getInputStream().read();
        } catch (SocketException closed) {
            return -1;
        }
    }

    private static long descriptors(RingtailHost host) throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/" + host.daemon().pid() + "/fd"))) {
            return open.count();
        }
    }
}
