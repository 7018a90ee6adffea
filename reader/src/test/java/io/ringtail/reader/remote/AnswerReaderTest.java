package io.ringtail.reader.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers as they come over a UNIX socket, well-formed and not. */
final class AnswerReaderTest {
    private final List<Channel> opened = new ArrayList<>();

    @Test
    void shouldReadABodyOfKnownLengthAndNoFurther() throws Exception {
        Answer answer = read("HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\nX-Y:  z \r\n\r\nhelloHTTP/1.1");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("x-y")).isEqualTo("z");
        assertThat(answer.body().readAllBytes()).isEqualTo(ascii("hello"));
    }

    @Test
    void shouldReadChunksToTheLastOne() throws Exception {
        Answer answer = read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3\r\nabc\r\n0A;x=y\r\n0123456789\r\n0\r\nTrailer: t\r\n\r\nmore");
        assertThat(answer.body().readAllBytes()).isEqualTo(ascii("abc0123456789"));
        assertThat(answer.body().read()).isEqualTo(-1);
    }

    @Test
    void shouldReadABodyWithoutLengthToTheEnd() throws Exception {
        assertThat(read("HTTP/1.0 200 OK\r\n\r\nall").body().readAllBytes()).isEqualTo(ascii("all"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 9\r\n\r\nshort",
                "Transfer-Encoding: chunked\r\n\r\n9\r\nshort",
                "Transfer-Encoding: chunked\r\n\r\n5\r\nshort",
                "Transfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n",
                "Transfer-Encoding: chunked\r\n\r\n"
            })
    void shouldReportABodyThatIsCutShort(String rest) throws Exception {
        InputStream body = read("HTTP/1.1 200 OK\r\n" + rest).body();
        assertThatThrownBy(body::readAllBytes).isInstanceOf(EOFException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200",
                "SSH-2.0-x\r\n\r\n",
                "HTTP/2 200\r\n\r\n",
                "HTTP/1.1 20x OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nnocolon\r\n\r\n",
                "HTTP/1.1 200 OK\r\n: x\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 9999999999999999999\r\n\r\n"
            })
    void shouldRejectAHeadThatIsNone(String head) {
        assertThatThrownBy(() -> read(head)).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x\r\n", "-1\r\n", "\r\n", "fffffffffffffffff\r\n", "2\r\nabc\r\n"})
    void shouldRejectAMalformedChunk(String chunk) throws Exception {
        InputStream body = read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk + "0\r\n\r\n")
                .body();
        assertThatThrownBy(body::readAllBytes).isInstanceOf(IOException.class);
    }

    @Test
    void shouldBoundWhatItHoldsOfAHead() {
        assertThatThrownBy(() -> read("HTTP/1.1 200 " + "x".repeat(10_000) + "\r\n\r\n"))
                .hasMessageContaining("more than 8192 bytes");
        StringBuilder many = new StringBuilder("HTTP/1.1 200 OK\r\n");
        for (int i = 0; i < 200; i++) {
            many.append("h").append(i).append(": x\r\n");
        }
        assertThatThrownBy(() -> read(many + "\r\n")).hasMessageContaining("malformed head");
        assertThatThrownBy(() -> read("HTTP/1.1 200 OK\r\n" + "same: x\r\n".repeat(200) + "\r\n"))
                .hasMessageContaining("malformed head");
    }

    @Test
    void shouldLimitTheTimeOfABodyThatIsNotEndlessThoughThereIsAlwaysMoreToRead() throws Exception {
        Pipe pipe = pipe();
        try (OutputStream out = Channels.newOutputStream(pipe.sink())) {
            out.write(ascii("HTTP/1.1 200 OK\r\n\r\n"));
        }
        ChannelInput in = new ChannelInput(pipe.source());
        Answer answer = AnswerReader.read(in);
        in.limit(Duration.ZERO);
        assertThatThrownBy(() -> answer.body().read()).isInstanceOf(HttpTimeoutException.class);
        answer.endless().run();
        assertThat(answer.body().read()).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 64})
    void shouldReadAnAnswersChunksIntoABuffer(int room) throws Exception {
        Answer answer = read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\nmore");
        ReadableByteChannel body = (ReadableByteChannel) answer.body();
        StringBuilder text = new StringBuilder();
        ByteBuffer part = ByteBuffer.allocate(room);
        while (body.read(part) >= 0) {
            text.append(StandardCharsets.US_ASCII.decode(part.flip()));
            part.clear();
        }
        assertThat(text).hasToString("abc0123456789");
        assertThat(body.isOpen()).isTrue();
        body.close();
        assertThat(body.isOpen()).isFalse();
    }

    @Test
    void shouldReadIntoABufferWhatIsLongerThanWhatItReadsAhead() throws Exception {
        byte[] bytes = new byte[(64 << 10) + 12_345];
        new Random(5).nextBytes(bytes);
        Pipe pipe = pipe();
        CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
            try (OutputStream out = Channels.newOutputStream(pipe.sink())) {
                out.write(ascii("HTTP/1.1 200 OK\r\nContent-Length: " + bytes.length + "\r\n\r\n"));
                out.write(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        ReadableByteChannel body = (ReadableByteChannel)
                AnswerReader.read(new ChannelInput(pipe.source())).body();
        ByteBuffer all = ByteBuffer.allocate(bytes.length + 1);
        while (body.read(all) >= 0) {
            assertThat(all.limit()).isEqualTo(bytes.length + 1);
        }
        sent.get(30, TimeUnit.SECONDS);
        assertThat(Arrays.copyOf(all.array(), all.position())).isEqualTo(bytes);
    }

    private Answer read(String text) throws IOException {
        Pipe pipe = pipe();
        try (OutputStream out = Channels.newOutputStream(pipe.sink())) {
            out.write(ascii(text));
        }
        return AnswerReader.read(new ChannelInput(pipe.source()));
    }

    private Pipe pipe() throws IOException {
        Pipe pipe = Pipe.open();
        opened.add(pipe.source());
        return pipe;
    }

    @AfterEach
    void close() throws IOException {
        for (Channel channel : opened) {
            channel.close();
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
