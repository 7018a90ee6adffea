package io.ringtail.system;

import io.ringtail.reader.remote.RemoteDaemon;
import io.ringtail.reader.remote.RemoteStream;
import io.ringtail.reader.remote.StreamQuery;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A thread that reads a host's {@code /stream} from the oldest event on, and reconnects whenever it is cut off. */
final class StreamReader implements AutoCloseable {
    private final RingtailHost host;
    private final StreamCheck check = new StreamCheck();
    private final Thread thread = new Thread(this::run, "stream-reader");
    private volatile boolean ended;
    private final AtomicInteger streams = new AtomicInteger();
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
                Eventually.pause();
            }
        } catch (RuntimeException | AssertionError e) {
            failure = e;
        }
    }

    private void readOne() {
        try (RemoteStream stream = RemoteDaemon.at(host.url()).stream(new StreamQuery(true, true, true, null))) {
            check.begin();
            streams.incrementAndGet();
            boolean more = true;
            while (more && !ended) {
                more = stream.next(check);
            }
        } catch (IOException cut) {
            // The daemon has gone: there will be another.
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

    @Override
    public void close() {
        ended = true;
    }
}
