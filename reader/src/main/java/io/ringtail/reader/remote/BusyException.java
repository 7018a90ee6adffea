package io.ringtail.reader.remote;

import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Reports a request beyond a limit of the daemon, which may be repeated after the time that the daemon has stated. */
public final class BusyException extends RemoteException {
    private static final long serialVersionUID = 1L;

    private static final int TOO_MANY_REQUESTS = 429;
    private static final int UNAVAILABLE = 503;
    private static final long LEAST_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final Pattern SECONDS = Pattern.compile("\\d{1,6}");

    private final long seconds;

    BusyException(String line, long seconds) {
        super(line + " (in " + seconds + " s at the earliest; ringtail stat shows all limits)");
        this.seconds = seconds;
    }

    /** Returns the seconds after which a rejected request may be repeated; -1 if the answer does not say so. */
    static long seconds(Answer rejection) {
        String retryAfter = rejection.header("retry-after");
        boolean busy = rejection.status() == TOO_MANY_REQUESTS || rejection.status() == UNAVAILABLE;
        return busy && SECONDS.matcher(retryAfter).matches() ? Long.parseLong(retryAfter) : -1;
    }

    /** Returns how long to wait before the request is repeated, in ns. */
    public long pauseNs() {
        return Math.max(LEAST_PAUSE_NS, TimeUnit.SECONDS.toNanos(seconds));
    }
}
