package io.ringtail.system;

import io.ringtail.reader.remote.FrameSource;
import io.ringtail.reader.remote.RemoteDaemon;
import io.ringtail.reader.remote.ResumedStream;
import io.ringtail.reader.remote.StreamQuery;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread that reads pages from the next event on, fast, slowly, or not before it is asked to, and resumes whenever
 * its daemon returns.
 */
final class RawReceiver implements SoakReceiver {
    static final long FAST = 0;
    static final long SLOW = TimeUnit.MILLISECONDS.toNanos(50);
    static final long NEVER = Long.MAX_VALUE;

    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(300);
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(5);

    private final String name;
    private final long pauseNs;
    private final StreamCheck check;
    private final FrameSource stream;
    private final Thread thread;
    private volatile boolean settling;
    private volatile boolean ended;
    private volatile @Nullable Throwable failure;

    /**
     * Opens the stream.
     *
     * @param pauseNs what it waits after each frame
     * @param complete whether it gets all events of each thread
     */
    RawReceiver(RingtailHost host, String name, boolean lossless, boolean complete, long pauseNs) throws IOException {
        this.name = name;
        this.pauseNs = pauseNs;
        check = new StreamCheck(complete);
        RemoteDaemon daemon = RemoteDaemon.local(host.directory().resolve("stream.sock"));
        stream = ResumedStream.open(
                daemon, () -> daemon, new StreamQuery(false, true, lossless, null), PATIENCE_NS, notice -> {});
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            boolean more = true;
            while (more && !ended) {
                pause();
                more = stream.next(check);
            }
            if (!ended) {
                throw new AssertionError("its stream has ended");
            }
        } catch (IOException | RuntimeException | AssertionError e) {
            failure = ended ? null : e;
        }
    }

    private void pause() {
        long startNs = System.nanoTime();
        while (!settling && !ended && System.nanoTime() - startNs < pauseNs) {
            LockSupport.parkNanos(Math.min(pauseNs, LOOK_NS));
        }
    }

    StreamCheck check() {
        Throwable wrong = failure;
        if (wrong != null) {
            throw new AssertionError(name + ", after " + check.events() + " events", wrong);
        }
        return check;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Map<Integer, Long> accounted() {
        return check().accountedByCpu();
    }

    @Override
    public long lost() {
        return check.lost();
    }

    @Override
    public void settle() {
        settling = true;
    }

    @Override
    public void begin() {
        settling = false;
    }

    @Override
    public void close() {
        ended = true;
        try {
            stream.close();
        } catch (IOException e) {
            // It is no longer read.
        }
    }
}
