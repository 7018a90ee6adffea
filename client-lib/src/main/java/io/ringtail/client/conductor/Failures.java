package io.ringtail.client.conductor;

import io.ringtail.client.log.Log;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/**
 * The failures in the conductor's loop: each kind is logged once, with its stack trace, and later with its count at
 * ten, a hundred, a thousand. Each failure is followed by a pause, at first 100 ms and then doubling up to half a
 * minute; a minute without failure makes the next pause short again.
 */
final class Failures {
    private static final Logger LOG = Log.of(ClientConductor.class);
    private static final long FIRST_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LAST_PAUSE_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long FORGET_NS = TimeUnit.MINUTES.toNanos(1);
    private static final int STEP = 10;

    private final Path directory;
    private String kind = "";
    private long count;
    private long nextCount;
    private long pauseNs = FIRST_PAUSE_NS;
    private long lastNs;

    Failures(Path directory) {
        this.directory = directory;
    }

    /**
     * Records a failure of any kind; logging it may fail, too.
     *
     * @return the length of the pause in ns
     */
    long onFailure(Throwable failure, long nowNs) {
        pauseNs = count == 0 || nowNs - lastNs > FORGET_NS ? FIRST_PAUSE_NS : Math.min(2 * pauseNs, LAST_PAUSE_NS);
        lastNs = nowNs;
        try {
            log(failure);
        } catch (Throwable e) {
            // An OutOfMemoryError often leaves no memory for the logger either. The next failure is logged instead.
            kind = "";
        }
        return pauseNs;
    }

    private void log(Throwable failure) {
        String itsKind = failure.toString();
        if (!itsKind.equals(kind)) {
            count = 0;
            nextCount = 1;
        }
        count++;
        if (count == 1) {
            LOG.warn("the conductor for {} failed, and continues after a pause", directory, failure);
        } else if (count >= nextCount) {
            LOG.warn("the conductor for {} has failed {} times, and continues ({})", directory, count, itsKind);
        }
        if (count >= nextCount) {
            nextCount *= STEP;
        }
        kind = itsKind;
    }
}
