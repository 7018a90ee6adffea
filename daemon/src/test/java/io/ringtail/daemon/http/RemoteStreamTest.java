package io.ringtail.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.daemon.control.RegisteredEvent;
import io.ringtail.proto.page.PageIterator;
import io.ringtail.proto.stream.EndReason;
import io.ringtail.proto.stream.FrameListener;
import io.ringtail.proto.stream.StreamHeader;
import io.ringtail.reader.remote.RemoteDaemon;
import io.ringtail.reader.remote.RemoteException;
import io.ringtail.reader.remote.RemoteStream;
import io.ringtail.reader.remote.StreamQuery;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class RemoteStreamTest extends FreshServedFile {
    private static final StreamQuery ALL_THERE_IS = new StreamQuery(true, false, true, null);
    private static final StreamQuery FOLLOW = new StreamQuery(true, true, true, "0-3");

    private final Frames frames = new Frames();

    @Test
    void shouldBringMetadataBeforeThePagesThatNeedIt() throws Exception {
        WrittenRing ring = daemon.addRing(0);
        ring.writeMany(77, 100, ServedFile.EVENTS_A_PAGE);
        ring.write(78, 1000);

        try (RemoteStream stream = open(ALL_THERE_IS)) {
            assertThat(stream.hello().host()).isEqualTo("here");
            assertThat(stream.hello().subbufSize()).isEqualTo(ServedFile.SUBBUF_SIZE);
            readToEnd(stream);
        }

        assertThat(frames.lines)
                .startsWith("cpu 0 true", "format 40", "cmdline 77 main", "page 0 sub-buffer 0 0-4080")
                .contains("page 0 sub-buffer 1 0-20")
                .endsWith("end COMPLETE")
                .filteredOn(line -> line.startsWith("format"))
                .hasSize(1);
    }

    @Test
    void shouldSayHowFarACpuIsCompleteAndLetANewOneJoin() throws Exception {
        WrittenRing first = daemon.addRing(0);
        first.write(77, 100);

        try (RemoteStream stream = open(FOLLOW)) {
            readUntil(stream, () -> frames.has("page 0"));
            WrittenRing second = daemon.addRing(3);
            second.write(77, 200);
            readUntil(stream, () -> frames.has("page 3") && frames.has("watermark 0"));
            first.write(77, System.nanoTime());
            readUntil(stream, () -> frames.has("watermark 3"));
        }

        assertThat(frames.lines.indexOf("cpu 3 true")).isLessThan(frames.lines.indexOf("page 3 sub-buffer 0 0-20"));
        await(() -> stats().endsWith("\"sessions\":[]}\n"));
    }

    @Test
    void shouldSendPagesWhoseFormatIsTooLongForAFrame() throws Exception {
        String format = "x".repeat(1 << 20);
        daemon.events.put(ServedFile.EVENT_ID, new RegisteredEvent(ServedFile.EVENT_ID, "load", "tick", format));
        daemon.addRing(0).write(77, 100);

        try (RemoteStream stream = open(ALL_THERE_IS)) {
            readToEnd(stream);
        }

        assertThat(frames.lines).contains("page 0 sub-buffer 0 0-20").endsWith("end COMPLETE");
    }

    @Test
    void shouldTellANameAgainWhenItChanges() throws Exception {
        WrittenRing ring = daemon.addRing(0);
        ring.write(77, 100);

        try (RemoteStream stream = open(FOLLOW)) {
            readUntil(stream, () -> frames.has("page"));
            daemon.names.put(77, "other");
            ring.write(77, 200);
            readUntil(stream, () -> frames.has("cmdline 77 other"));
        }
    }

    @Test
    void shouldBeToldThatTheDaemonStops() throws Exception {
        daemon.addRing(0);
        try (RemoteStream stream = open(FOLLOW)) {
            readUntil(stream, () -> frames.has("cpu 0"));
            daemon.stopServing();
            readToEnd(stream);
        }
        assertThat(frames.lines).endsWith("end SHUTDOWN");
    }

    @Test
    void shouldEndWithWhatIsThereWhenItIsAskedToFinish() throws Exception {
        WrittenRing ring = daemon.addRing(0);
        try (RemoteStream stream = open(FOLLOW)) {
            int written = ring.writeMany(77, System.nanoTime() - 1_000_000, 10 * ServedFile.EVENTS_A_PAGE + 5);
            stream.finish();
            readToEnd(stream);
            assertThat(frames.events + frames.lost).isEqualTo(written);
            assertThatThrownBy(stream::finish)
                    .isInstanceOf(RemoteException.class)
                    .hasMessageContaining("no stream");
        }
        assertThat(frames.lines).endsWith("end COMPLETE");
    }

    @Test
    void shouldEndAWaitingReadWhenItIsClosed() throws Exception {
        RemoteStream stream = open(FOLLOW);
        Thread closer = new Thread(() -> {
            try {
                stream.close();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        closer.start();
        readToEnd(stream);
        closer.join();
        assertThat(frames.lines).isEmpty();
    }

    @Test
    void shouldAccountForEveryEventOfAReceiverThatFallsBehind() throws Exception {
        WrittenRing ring = daemon.addRing(0);
        int count = 1_000_000;

        try (RemoteStream stream = open(FOLLOW)) {
            ring.writeMany(77, 1000, count);
            readUntil(stream, () -> frames.events + frames.lost == count);
        }

        assertThat(frames.lost).isPositive();
    }

    @Test
    void shouldNotSendMoreThanASlowReceiverTakes() throws Exception {
        daemon.close();
        int pages = 4000;
        daemon = new ServedFile(directory, 4096, 32, 10_000);
        daemon.addRing(0).writeMany(77, 1000, pages * ServedFile.EVENTS_A_PAGE);
        try (Socket slow = new Socket()) {
            slow.setReceiveBufferSize(4096);
            slow.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), daemon.port()));
            slow.getOutputStream()
                    .write("GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(slow.getInputStream().read()).isEqualTo('H');
            long before = -1;
            while (pagesOfOnlySession() != before) {
                before = pagesOfOnlySession();
                quickStream();
            }
            assertThat(before).isBetween(1L, pages - 100L);
        }
        await(() -> stats().endsWith("\"sessions\":[]}\n"));
    }

    private void quickStream() throws IOException {
        try (RemoteStream stream = open(ALL_THERE_IS)) {
            readToEnd(stream);
        }
    }

    private long pagesOfOnlySession() {
        String stats = stats();
        String from = stats.substring(stats.indexOf("\"pages\":") + 8);
        return Long.parseLong(from.substring(0, from.indexOf(',')));
    }

    private String stats() {
        try {
            return RemoteDaemon.at(daemon.url()).read("/stats", "*/*");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void shouldSayThatNobodyAnswers() throws Exception {
        String url = daemon.url();
        daemon.stopServing();

        assertThatThrownBy(() -> RemoteDaemon.at(url).stream(FOLLOW))
                .isInstanceOf(RemoteException.class)
                .hasMessageStartingWith("cannot connect to " + url);
    }

    @Test
    void shouldSayThatSomethingElseAnswers() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread answering = new Thread(() -> answer(other, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"));
            answering.start();
            assertThatThrownBy(() -> RemoteDaemon.at("127.0.0.1:" + other.getLocalPort()).stream(FOLLOW))
                    .isInstanceOf(RemoteException.class)
                    .hasMessageContaining("is not a Ringtail stream");
            answering.join();
        }
    }

    @Test
    void shouldPassOnWhyADaemonRefuses() throws Exception {
        assertThatThrownBy(() -> RemoteDaemon.at(daemon.url()).stream(new StreamQuery(true, true, true, "5")))
                .isInstanceOf(RemoteException.class)
                .hasMessageEndingWith("answers 400: cpu 5 does not exist: CPUs are 0 to 3");
        assertThatThrownBy(() -> RemoteDaemon.at("ftp://x"))
                .isInstanceOf(RemoteException.class)
                .hasMessageContaining("give one like");
    }

    private static void answer(ServerSocket server, String answer) {
        try (Socket socket = server.accept()) {
            assertThat(socket.getInputStream().read()).isNotEqualTo(-1);
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private RemoteStream open(StreamQuery query) throws IOException {
        return RemoteDaemon.at(daemon.url()).stream(query);
    }

    private void readToEnd(RemoteStream stream) throws IOException {
        boolean more = true;
        while (more) {
            more = stream.next(frames);
        }
    }

    private void readUntil(RemoteStream stream, BooleanSupplier condition) throws IOException {
        while (!condition.getAsBoolean()) {
            assertThat(stream.next(frames)).isTrue();
        }
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static final class Frames implements FrameListener {
        final List<String> lines = new ArrayList<>();
        final PageIterator iterator = new PageIterator();
        long events;
        long lost;

        boolean has(String prefix) {
            return lines.stream().anyMatch(line -> line.startsWith(prefix));
        }

        @Override
        public void onHello(StreamHeader hello) {
            lines.add("hello");
        }

        @Override
        public void onFormat(int eventId, String system, String format) {
            lines.add("format " + eventId);
        }

        @Override
        public void onCmdline(int tid, int pid, String name) {
            lines.add("cmdline " + tid + ' ' + name);
        }

        @Override
        public void onCpu(int cpu, boolean online) {
            lines.add("cpu " + cpu + ' ' + online);
        }

        @Override
        public void onPage(
                int cpu, long subbuf, int startOffset, int endOffset, ByteBuffer buffer, int offset, int length) {
            iterator.wrap(buffer, offset, length);
            lost += iterator.lostEvents();
            while (iterator.next()) {
                events++;
            }
            lines.add("page " + cpu + " sub-buffer " + subbuf + ' ' + startOffset + '-' + endOffset);
        }

        @Override
        public void onWatermark(int cpu, long timeNs) {
            lines.add("watermark " + cpu);
        }

        @Override
        public void onAlive() {
            lines.add("alive");
        }

        @Override
        public void onEnd(EndReason reason, String detail) {
            lines.add("end " + reason);
        }
    }
}
