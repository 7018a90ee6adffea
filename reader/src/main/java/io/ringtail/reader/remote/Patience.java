package io.ringtail.reader.remote;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** How long requests beyond a daemon's limits are repeated. Thread-safe. */
final class Patience {
    /** No request is repeated. */
    static final Patience NONE = new Patience(0, notice -> {});

    private final long mostNs;
    private final Consumer<String> notices;
    private final AtomicBoolean explained = new AtomicBoolean();

    /**
     * Creates a patience.
     *
     * @param mostNs for one request, in ns
     * @param notices receives a line when a request waits for the first time
     */
    Patience(long mostNs, Consumer<String> notices) {
        this.mostNs = mostNs;
        this.notices = notices;
    }

    /**
     * Waits until a request can be repeated.
     *
     * @param sinceNs when the request was made first
     * @throws BusyException the given one, once the patience has ended
     */
    void await(BusyException busy, long sinceNs) throws BusyException, InterruptedException {
        long leftNs = mostNs - (System.nanoTime() - sinceNs);
        if (leftNs <= 0) {
            throw busy;
        }
        if (explained.compareAndSet(false, true)) {
            notices.accept("waiting for up to " + TimeUnit.NANOSECONDS.toSeconds(mostNs) + " s: " + busy.getMessage());
        }
        TimeUnit.NANOSECONDS.sleep(Math.min(leftNs, busy.pauseNs()));
    }
}
