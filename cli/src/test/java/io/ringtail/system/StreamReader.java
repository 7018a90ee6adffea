package io.ringtail.system;

import io.ringtail.reader.remote.RemoteDaemon;
import io.ringtail.reader.remote.RemoteStream;
import io.ringtail.reader.remote.StreamQuery;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A thread that reads a host's {@code /stream} from the oldest event on, and reconnects whenever it is cut off. */
final class StreamReader implements AutoCloseable {
    /** Between two attempts to connect; each makes an HTTP client. */
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private final RingtailHost host;
    private final StreamCheck check = new StreamCheck();
    private final Thread thread = new Thread(this::run, "stream-reader");
    private volatile boolean ended;
    private final AtomicInteger streams = new AtomicInteger();
    /** How each stream ended that was opened. */
    private final List<String> ends = new CopyOnWriteArrayList<>();

    private volatile @Nullable Throwable failure;

    StreamReader(RingtailHost host) {
        this.host = host;
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            while (!ended) {
                readOne();
                LockSupport.parkNanos(PAUSE_NS);
            }
        } catch (RuntimeException | AssertionError e) {
            failure = e;
        }
    }

    private void readOne() {
        int before = streams.get();
        try (RemoteStream stream = RemoteDaemon.at(host.url()).stream(new StreamQuery(true, true, true, null))) {
            check.begin();
            streams.incrementAndGet();
            boolean more = true;
            while (more && !ended) {
                more = stream.next(check);
            }
            ends.add("the daemon ended it");
        } catch (IOException cut) {
            // Usually the daemon has gone: there will be another.
            if (streams.get() > before) {
                ends.add(cut.getMessage());
            }
        }
    }

    /** The events received; throws if some were wrong. */
    StreamCheck check() {
        Throwable wrong = failure;
        if (wrong != null) {
            throw new AssertionError("after " + check.events() + " events of stream " + streams.get(), wrong);
        }
        return check;
    }

    /** The number of streams opened. */
    int streams() {
        return streams.get();
    }

    /** How those streams ended that have, in order. */
    List<String> ends() {
        return ends;
    }

    @Override
    public void close() {
        ended = true;
    }
}
