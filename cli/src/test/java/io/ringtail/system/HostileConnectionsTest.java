package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Thousands of connections that send nonsense: a few log lines, and their count. */
@Timeout(120)
@Tag("extensive")
@Tag("once")
final class HostileConnectionsTest {
    private static final int CONNECTIONS = 5000;
    private static final Pattern MORE = Pattern.compile("uid \\d+: (\\d+) more control connections closed in the last");

    @Test
    void shouldLogAFewLinesForThousandsOfBadConnections() throws Exception {
        try (RingtailHost host = new RingtailHost()) {
            for (int i = 0; i < CONNECTIONS; i++) {
                sayNonsenseToTheControlSocket(host, i);
                sayNonsenseOverHttp(host, i);
            }
            host.daemon().terminate();
            host.daemon().status();
            List<String> lines = host.daemon().err().lines().toList();
            assertThat(lines).hasSizeLessThan(20);
            assertThat(lines.stream().mapToLong(HostileConnectionsTest::closed).sum())
                    .isEqualTo(CONNECTIONS);
        }
    }

    private static long closed(String line) {
        Matcher more = MORE.matcher(line);
        if (more.find()) {
            return Long.parseLong(more.group(1));
        }
        return line.contains("closing the control connection of") ? 1 : 0;
    }

    private static void sayNonsenseToTheControlSocket(RingtailHost host, int seed) throws IOException {
        try (SocketChannel channel =
                SocketChannel.open(UnixDomainSocketAddress.of(host.directory().resolve("control.sock")))) {
            channel.write(ByteBuffer.wrap(new byte[] {(byte) 0xff, (byte) seed, (byte) 0xff, 0x7f, 1, 2, 3, 4}));
            assertThat(channel.read(ByteBuffer.allocate(100))).isEqualTo(-1);
        }
    }

    private static void sayNonsenseOverHttp(RingtailHost host, int seed) throws IOException {
        try (Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), URI.create(host.url()).getPort())) {
            String line = seed % 2 == 0 ? "\u0001\u0002 nonsense\r\n\r\n" : "GET /%zz HTTP/1.1\r\nHost: x@y\r\n\r\n";
            socket.getOutputStream().write(line.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        } catch (IOException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
    }
}
