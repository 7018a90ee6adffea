package io.ringtail.daemon.log;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * Log lines that can be caused from outside the daemon. For each kind and originator, the first few lines a minute are
 * logged; further ones are counted, and the count is logged when the minute is over, or when the daemon ends.
 *
 * <p>Beyond a number of originators, the rest share one account, so memory and lines are bounded, whoever connects.
 * Thread-safe.
 */
public final class RemoteLog implements AutoCloseable {
    private static final int LINES = 5;
    private static final int MOST_ACCOUNTS = 64;
    private static final long INTERVAL_NS = TimeUnit.MINUTES.toNanos(1);
    private static final String OTHERS = "others";

    private final LongSupplier nanoClock;
    private final Map<Key, Account> accounts = new HashMap<>();

    private record Key(Logger logger, Level level, String kind, String who) {}

    private static final class Account {
        private final long sinceNs;
        private long lines;

        Account(long sinceNs) {
            this.sinceNs = sinceNs;
        }

        long suppressed() {
            return Math.max(0, lines - LINES);
        }
    }

    /** Creates a limit that uses a clock. */
    public RemoteLog(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /**
     * Logs a line, or counts it.
     *
     * @param kind the kind of event, for the count: one of a few constants, like {@code control connections closed}
     * @param who the originator, as far as known for certain: a user or an address
     * @param line the whole line
     */
    public void log(Logger logger, Level level, String kind, String who, String line) {
        if (logger.isEnabledForLevel(level) && admits(new Key(logger, level, kind, who))) {
            logger.atLevel(level).log(line);
        }
    }

    /** Logs a failure of the daemon itself with its stack trace, or counts it. */
    public void failure(Logger logger, String kind, String who, String line, Throwable cause) {
        if (admits(new Key(logger, Level.ERROR, kind, who))) {
            logger.error(line, cause);
        }
    }

    private synchronized boolean admits(Key key) {
        Account account = accounts.get(key);
        if (account == null) {
            Key taken = accounts.size() < MOST_ACCOUNTS ? key : new Key(key.logger, key.level, key.kind, OTHERS);
            account = accounts.computeIfAbsent(taken, unknown -> new Account(nanoClock.getAsLong()));
        }
        return ++account.lines <= LINES;
    }

    /** Logs the counts of intervals that are over; call it about once a second. */
    public void flush() {
        flush(nanoClock.getAsLong() - INTERVAL_NS);
    }

    /** Logs all counts. */
    @Override
    public void close() {
        flush(Long.MAX_VALUE);
    }

    private void flush(long beganBeforeNs) {
        for (Map.Entry<Key, Account> over : takeOver(beganBeforeNs)) {
            Key key = over.getKey();
            long seconds = TimeUnit.NANOSECONDS.toSeconds(nanoClock.getAsLong() - over.getValue().sinceNs);
            key.logger()
                    .atLevel(key.level())
                    .log(
                            "{}: {} more {} in the last {} s",
                            key.who(),
                            over.getValue().suppressed(),
                            key.kind(),
                            seconds);
        }
    }

    private synchronized List<Map.Entry<Key, Account>> takeOver(long beganBeforeNs) {
        List<Map.Entry<Key, Account>> over = new ArrayList<>();
        Iterator<Map.Entry<Key, Account>> all = accounts.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<Key, Account> next = all.next();
            if (beganBeforeNs == Long.MAX_VALUE || next.getValue().sinceNs - beganBeforeNs <= 0) {
                all.remove();
                if (next.getValue().suppressed() > 0) {
                    over.add(next);
                }
            }
        }
        return over;
    }
}
