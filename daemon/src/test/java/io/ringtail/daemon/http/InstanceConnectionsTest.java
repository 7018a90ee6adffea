package io.ringtail.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The connections that end with an instance, of those to the daemon that it belongs to. */
@Timeout(60)
final class InstanceConnectionsTest {
    @TempDir
    private Path directory;

    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final ChannelGroup users = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final StringBuilder answer = new StringBuilder();
    private ServedFile daemon;
    private EmbeddedChannel channel;

    @BeforeEach
    void open() throws Exception {
        daemon = new ServedFile(directory);
        daemon.addRing(0).write(77, 100);
        channel = new EmbeddedChannel(daemon.handler(connections, Map.of("one", daemon.instance(users)))) {
            @Override
            protected SocketAddress remoteAddress0() {
                return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
            }
        };
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
        daemon.close();
    }

    @Test
    void shouldBeThoseThatReadItsEvents() {
        send("/instances/one/stream");
        assertThat((Iterable<Channel>) users).containsExactly(channel);
    }

    @Test
    void shouldNotBeThoseThatHaveReadThem() throws Exception {
        send("/instances/one/stream?wait=0");
        while (!answer.toString().endsWith("\r\n0\r\n\r\n")) {
            TimeUnit.MILLISECONDS.sleep(1);
            receive();
        }
        send("/stream");
        assertThat((Iterable<Channel>) connections).containsExactly(channel);
        assertThat((Iterable<Channel>) users).isEmpty();
    }

    private void send(String path) {
        String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        channel.writeInbound(Unpooled.copiedBuffer(request, StandardCharsets.US_ASCII));
        receive();
    }

    private void receive() {
        channel.runPendingTasks();
        channel.checkException();
        for (ByteBuf piece = channel.readOutbound(); piece != null; piece = channel.readOutbound()) {
            answer.append(piece.toString(StandardCharsets.ISO_8859_1));
            piece.release();
        }
    }
}
