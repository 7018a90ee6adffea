package io.ringtail.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Arbitrary bytes as requests on one connection: answers or a closed connection, never a failure of the daemon. */
@SuppressWarnings("NullAway.Init") // JUnit calls serve() before anything else
final class RequestFuzzTest {
    private static final int MOST_READ = 1 << 22;

    private static Path directory;
    private static ServedFile file;

    @BeforeAll
    static void serve() throws IOException {
        directory = Files.createTempDirectory("ringtail-fuzz");
        file = new ServedFile(directory);
        file.addRing(0).writeMany(77, 1_000_000, 500);
    }

    @AfterAll
    static void remove() throws IOException {
        file.close();
        try (var files = Files.list(directory)) {
            for (Path each : files.toList()) {
                Files.delete(each);
            }
        }
        Files.delete(directory);
    }

    @FuzzTest
    void shouldAnswerAnyRequest(byte[] data) {
        EmbeddedChannel channel =
                new EmbeddedChannel(file.handler(new DefaultChannelGroup(GlobalEventExecutor.INSTANCE)));
        try {
            channel.writeInbound(Unpooled.copiedBuffer(data));
            channel.checkException();
            assertThat(answer(channel)).doesNotContain("500 Internal Server Error");
        } finally {
            channel.finishAndReleaseAll();
        }
    }

    private static String answer(EmbeddedChannel channel) {
        StringBuilder answer = new StringBuilder();
        for (ByteBuf piece = channel.readOutbound();
                piece != null && answer.length() < MOST_READ;
                piece = channel.readOutbound()) {
            answer.append(piece.toString(StandardCharsets.ISO_8859_1));
            piece.release();
        }
        return answer.toString();
    }
}
