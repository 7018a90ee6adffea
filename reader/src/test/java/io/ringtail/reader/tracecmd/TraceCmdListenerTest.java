package io.ringtail.reader.tracecmd;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.reader.tracedat.Upload;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A listener that stops in the middle of a recording. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class TraceCmdListenerTest {
    private static final int STALL_MS = 1000;
    /** More than a connection's buffers take while nobody reads. */
    private static final int PAGES = 64 << 20;

    private static final int PAGE = 4096;

    @TempDir
    private Path scratch;

    private final ExecutorService peer = Executors.newSingleThreadExecutor();
    private ServerSocket control;
    private ServerSocket data;

    @BeforeEach
    void listen() throws IOException {
        control = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        data = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        peer.shutdownNow();
        control.close();
        data.close();
    }

    @Test
    void shouldGiveUpAListenerThatTakesNoPages() throws Exception {
        Future<Socket> agreed = peer.submit(this::agree);
        try (FileChannel pages = pages(PAGES);
                TraceCmdListener listener = connect()) {
            assertThatThrownBy(() -> listener.send(upload(pages)))
                    .isInstanceOf(ListenerException.class)
                    .hasMessageContaining("has taken nothing for 1 s before it had everything");
            agreed.get(10, TimeUnit.SECONDS).close();
        }
    }

    @Test
    void shouldNameTheTimeThatItWaitedForTheEndOfThePages() throws Exception {
        Future<Socket> agreed = peer.submit(() -> {
            Socket socket = agree();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            int command = 0;
            while (command != TraceCmdMessage.CLOSE_RESP) {
                int length = in.readInt();
                command = in.readInt();
                in.readNBytes(length - 2 * Integer.BYTES);
            }
            socket.getOutputStream()
                    .write(TraceCmdMessage.of(TraceCmdMessage.NOT_SUPP).encode());
            return socket;
        });
        try (FileChannel pages = pages(PAGE);
                TraceCmdListener listener = connect()) {
            assertThatThrownBy(() -> listener.send(upload(pages)))
                    .isInstanceOf(ListenerException.class)
                    .hasMessageContaining("has not answered for 1 s before it had everything");
            agreed.get(10, TimeUnit.SECONDS).close();
        }
    }

    private TraceCmdListener connect() throws IOException {
        return TraceCmdListener.connect(control.getInetAddress().getHostAddress(), control.getLocalPort(), STALL_MS);
    }

    /** A file of so many bytes, which are a hole. */
    private FileChannel pages(int size) throws IOException {
        FileChannel file = FileChannel.open(
                scratch.resolve("pages"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        file.write(ByteBuffer.wrap(new byte[1]), size - 1);
        return file;
    }

    private static Upload upload(FileChannel pages) {
        return new Upload(PAGE, 1, new byte[100], new TreeMap<>(Map.of(0, pages)));
    }

    /** Agrees to receive one CPU's pages, and reads none. */
    private Socket agree() throws IOException {
        Socket socket = control.accept();
        OutputStream out = socket.getOutputStream();
        DataInputStream in = new DataInputStream(socket.getInputStream());
        out.write(ascii("tracecmd"));
        in.readNBytes("-1V3\0".length());
        out.write(ascii("V3\0"));
        in.readNBytes("766679\0\0".length());
        out.write(ascii("OK"));
        in.readNBytes(in.readInt() - Integer.BYTES);
        byte[] port = ascii(data.getLocalPort() + "\0");
        out.write(new TraceCmdMessage(TraceCmdMessage.PORTS, new byte[Integer.BYTES], port).encode());
        return socket;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
