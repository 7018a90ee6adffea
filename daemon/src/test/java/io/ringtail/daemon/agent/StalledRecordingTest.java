package io.ringtail.daemon.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.ringtail.daemon.access.PeerLimits;
import io.ringtail.daemon.access.Principal;
import io.ringtail.daemon.access.Slots;
import io.ringtail.daemon.feed.FeedOptions;
import io.ringtail.daemon.feed.Receiver;
import io.ringtail.daemon.feed.Receivers;
import io.ringtail.daemon.http.ServedFile;
import io.ringtail.daemon.http.WrittenRing;
import io.ringtail.daemon.wake.RingWatch;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A recording that someone else finishes while its peer takes nothing. */
@Timeout(60)
final class StalledRecordingTest {
    private static final int TID = 7;
    private static final long STALL_MS = 300;
    /** So few bytes that the window closes before a sub-buffer is through. */
    private static final int WINDOW = 1;

    @TempDir
    private Path directory;

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final CompletableFuture<String> outcome = new CompletableFuture<>();
    private final CompletableFuture<Void> given = new CompletableFuture<>();
    private ServedFile daemon;
    private RingWatch watch;

    @BeforeEach
    void open() throws Exception {
        daemon = new ServedFile(directory);
        watch = new RingWatch(daemon.buffer(), Thread::new);
        watch.start();
    }

    @AfterEach
    void close() throws Exception {
        loops.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
        watch.close();
        daemon.close();
    }

    @Test
    void shouldGiveUpAPeerThatDoesNotTakeTheRest() throws Exception {
        WrittenRing ring = daemon.addRing(0);
        Receivers receivers =
                new Receivers(new Slots("streams", 1, PeerLimits.NONE), new Slots("texts", 1, PeerLimits.NONE));
        FeedOptions options = Recording.options(daemon.feeds(), 1);
        Receiver receiver = receivers.open("/agent", "here", Principal.anonymous("here", Set.of()), options, false);
        Recording recording =
                new Recording(daemon.feeds(), watch, receiver, () -> given.complete(null), STALL_MS, new Told());
        InetAddress here = InetAddress.getLoopbackAddress();
        recording.open(1, null, options, here);
        recording.listen(loops.next(), here).get(0).sync();
        try (Socket peer = new Socket()) {
            peer.setReceiveBufferSize(WINDOW);
            String port = new String(recording.portTexts(), StandardCharsets.US_ASCII).replace("\0", "");
            peer.connect(new InetSocketAddress(here, Integer.parseInt(port)));
            ring.writeMany(TID, System.nanoTime(), 3 * ServedFile.EVENTS_A_PAGE);
            receiver.finish(System.nanoTime());
            assertThat(outcome.get(30, TimeUnit.SECONDS))
                    .isEqualTo("it took nothing for 300 ms while the recording ended");
        } finally {
            loops.next().submit(recording::close).sync();
        }
        assertThat(given).isDone();
    }

    private final class Told implements Recording.Outcome {
        @Override
        public void onComplete() {
            outcome.complete("complete");
        }

        @Override
        public void onBroken(String reason) {
            outcome.complete(reason);
        }

        @Override
        public void onFailure(Throwable cause) {
            outcome.completeExceptionally(cause);
        }
    }
}
