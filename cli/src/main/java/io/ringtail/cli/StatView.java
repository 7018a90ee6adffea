package io.ringtail.cli;

import io.ringtail.cli.EventCounts.Interval;
import io.ringtail.cli.live.LiveView;
import io.ringtail.daemon.access.AccountNames;
import io.ringtail.reader.remote.StreamQuery;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The latest two reports of a daemon's statistics, and the events between them, as {@code stat --watch} shows them. */
final class StatView implements LiveView, AutoCloseable {
    private static final StreamQuery ALL = new StreamQuery(false, true, false, null);

    private final KnownDaemon daemon;
    /** The names of users; null for a daemon that may be on another machine. */
    private final @Nullable AccountNames users;

    private final boolean counting;
    private @Nullable CountedStream stream;
    private @Nullable DaemonReport before;
    private @Nullable DaemonReport now;
    private Instant takenAt = Instant.EPOCH;
    private Interval counts = Interval.NONE;
    private String uncounted = "";

    /**
     * Creates a view without figures.
     *
     * @param local whether the daemon is on this machine
     * @param counting whether to read and count all events
     */
    StatView(KnownDaemon daemon, boolean local, boolean counting) {
        this.daemon = daemon;
        this.users = local ? AccountNames.users() : null;
        this.counting = counting;
        this.uncounted = counting ? "" : "the processes' events are not counted (--passive)";
    }

    @Override
    public void refresh() throws IOException {
        DaemonReport report = daemon.ask(DaemonReport::of);
        before = now;
        now = report;
        takenAt = Instant.now();
        if (counting) {
            count();
        }
    }

    /** A stream that cannot be had, or has ended, is asked for again the next time. */
    private void count() throws IOException {
        CountedStream open = stream;
        try {
            if (open == null) {
                counts = Interval.NONE;
                stream = daemon.ask(found -> CountedStream.open(found, ALL));
            } else {
                counts = open.take();
            }
            uncounted = "";
        } catch (IOException e) {
            close();
            counts = Interval.NONE;
            uncounted = "the processes' events are not counted: " + e.getMessage();
        }
    }

    @Override
    public List<String> lines(int columns, int rows) {
        DaemonReport report = now;
        if (report == null) {
            return List.of();
        }
        String time = takenAt.truncatedTo(ChronoUnit.SECONDS).toString();
        return new StatScreen(before, report, counts, uid -> user(users, uid)).lines(time, uncounted, rows);
    }

    private static String user(@Nullable AccountNames users, long uid) {
        String name = users == null ? null : users.name((int) uid);
        return name == null ? Long.toString(uid) : name;
    }

    @Override
    public void close() throws IOException {
        CountedStream open = stream;
        stream = null;
        if (open != null) {
            open.close();
        }
    }
}
