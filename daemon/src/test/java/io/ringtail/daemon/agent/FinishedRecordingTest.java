package io.ringtail.daemon.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.client.Tracer;
import io.ringtail.daemon.DaemonSettings;
import io.ringtail.daemon.RingtailDaemon;
import io.ringtail.daemon.Setting;
import io.ringtail.daemon.life.DaemonEnd;
import io.ringtail.proto.layout.RunFiles;
import io.ringtail.reader.remote.RemoteDaemon;
import io.ringtail.reader.tracecmd.TraceCmdMessage;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A recording of the agent whose stream someone else finishes. */
@Timeout(60)
final class FinishedRecordingTest {
    private static final int TIMEOUT_MS = 20_000;
    private static final int EVENTS = 200;
    private static final Pattern ID = Pattern.compile("\"id\":\"([0-9a-f]{32})\"");

    @TempDir
    private Path directory;

    @Test
    void shouldGiveTheReceiverBackAndAnswerTheEndOfTheSession() throws Exception {
        DaemonSettings settings = new DaemonSettings()
                .set(Setting.DIR, directory.toString())
                .set(Setting.BUFFER_SIZE, "1m")
                .set(Setting.AGENT, "127.0.0.1:0");
        try (RingtailDaemon daemon = RingtailDaemon.start(settings.conclude(), "test", Map.of(), new DaemonEnd());
                Tracer tracer = Tracer.connect(directory);
                Socket control = connect(agentPort())) {
            RemoteDaemon http = RemoteDaemon.local(directory.resolve(RunFiles.STREAM_SOCKET));
            for (int i = 0; i < EVENTS; i++) {
                tracer.event("long", "head" + i).u64("a_field_with_a_name").register();
            }
            assertThat(tracer.awaitReady(Duration.ofMillis(TIMEOUT_MS))).isTrue();
            control.getOutputStream()
                    .write(new TraceCmdMessage(TraceCmdMessage.TRACE_REQ, new byte[16], new byte[0]).encode());
            DataInputStream in = new DataInputStream(control.getInputStream());
            List<Socket> cpus = connect(read(in));
            assertThat(head(in)).contains("name: head0\n", "name: head" + (EVENTS - 1) + "\n");
            http.post("/finish", Map.of("session", id(http)));
            for (Socket cpu : cpus) {
                cpu.getInputStream().readAllBytes();
                cpu.close();
            }
            awaitNoReceiver(http);
            control.getOutputStream()
                    .write(TraceCmdMessage.of(TraceCmdMessage.CLOSE).encode());
            assertThat(read(in).command()).isEqualTo(TraceCmdMessage.CLOSE_RESP);
            assertThat(daemon).isNotNull();
        }
    }

    private int agentPort() throws IOException {
        String address = Files.readAllLines(directory.resolve("address")).stream()
                .filter(line -> line.startsWith("agent="))
                .findFirst()
                .orElseThrow();
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT_MS);
        return socket;
    }

    /** Connects to the ports of TRACE_RESP. */
    private static List<Socket> connect(TraceCmdMessage response) throws IOException {
        assertThat(response.command()).isEqualTo(TraceCmdMessage.TRACE_RESP);
        List<Socket> cpus = new ArrayList<>();
        for (String port : new String(response.payload(), StandardCharsets.US_ASCII).split("\0", -1)) {
            if (!port.isEmpty()) {
                cpus.add(connect(Integer.parseInt(port)));
            }
        }
        return cpus;
    }

    private static TraceCmdMessage read(DataInputStream in) throws IOException {
        int length = in.readInt();
        byte[] message = new byte[length];
        ByteBuffer.wrap(message).putInt(length);
        in.readFully(message, Integer.BYTES, length - Integer.BYTES);
        return TraceCmdMessage.decode(ByteBuffer.wrap(message));
    }

    /** Reads the file's head, which is in several parts. */
    private static String head(DataInputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        int parts = 0;
        TraceCmdMessage message = read(in);
        while (message.command() == TraceCmdMessage.SEND_DATA) {
            head.append(new String(message.payload(), StandardCharsets.ISO_8859_1));
            parts++;
            message = read(in);
        }
        assertThat(message.command()).isEqualTo(TraceCmdMessage.FIN_DATA);
        assertThat(parts).isGreaterThan(1);
        return head.toString();
    }

    private static String id(RemoteDaemon http) throws IOException {
        Matcher id = ID.matcher(stats(http));
        assertThat(id.find()).as("an id in %s", stats(http)).isTrue();
        return id.group(1);
    }

    private static void awaitNoReceiver(RemoteDaemon http) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MS);
        while (stats(http).contains("\"path\":\"/agent\"")) {
            assertThat(System.nanoTime()).as("the receiver has not gone").isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(2);
        }
    }

    private static String stats(RemoteDaemon http) throws IOException {
        return http.read("/stats", "application/json");
    }
}
