package io.ringtail.cli;

import io.ringtail.reader.filter.Since;
import io.ringtail.reader.remote.FrameSource;
import io.ringtail.reader.remote.RefusedException;
import io.ringtail.reader.remote.RemoteDaemon;
import io.ringtail.reader.remote.ResumedStream;
import io.ringtail.reader.remote.StreamQuery;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that select which part of a daemon's events a command reads. */
final class StreamOptions {
    private static final int MOST_PERCENT = 100;

    /** The position at which reading begins. */
    enum From {
        now,
        oldest
    }

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Mixin
    private CpuOption cpus;

    @Option(
            names = "--from",
            paramLabel = "now|oldest",
            description = "Where to begin: with the next event, or with the oldest that is still in the rings (default:"
                    + " now).")
    private @Nullable From from;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description =
                    "Begin with what the rings still have of a time: a duration ago like 10s or 500ms, seconds as events"
                            + " show them, or a time like 2026-01-31T12:00:00Z.")
    private @Nullable String since;

    @Option(
            names = "--buffer-percent",
            paramLabel = "N",
            defaultValue = "0",
            description = "Wait until a ring's sub-buffers are filled to N percent, then read whole ones, as tracefs's"
                    + " buffer_percent: less work, later events; the end brings the rest. 0 reads events at once, 100"
                    + " waits until a ring is full (default: 0).")
    private int bufferPercent;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "Stop after this time, like 500ms, 10s or 2m (default: when interrupted).")
    private @Nullable Duration duration;

    @Option(
            names = "--reconnect",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description =
                    "If the daemon goes away, wait up to this time for it to return, and resume at the same position;"
                            + " events overwritten in the meantime are reported as lost (default: stop).")
    private @Nullable Duration reconnect;

    /**
     * Opens the stream; if requested, it reconnects, and says so on standard error. Without permission to make full
     * rings wait, it does not, and says that, too.
     */
    FrameSource open(StreamQuery query, DaemonOptions where, RemoteDaemon daemon) throws IOException {
        try {
            return opened(query, where, daemon);
        } catch (RefusedException e) {
            if (!query.lossless() || !e.isForLackOfRole()) {
                throw e;
            }
            FrameSource lossy = lossy(query, where, daemon, e);
            PrintWriter err = spec.commandLine().getErr();
            err.println("ringtail: full rings do not wait for this command: " + e.getMessage());
            err.flush();
            return lossy;
        }
    }

    /** Opens the stream without making rings wait; if that is refused as well, reports the first refusal. */
    private FrameSource lossy(StreamQuery query, DaemonOptions where, RemoteDaemon daemon, RefusedException first)
            throws IOException {
        try {
            return opened(query.lossy(), where, daemon);
        } catch (RefusedException e) {
            first.addSuppressed(e);
            throw first;
        }
    }

    private FrameSource opened(StreamQuery query, DaemonOptions where, RemoteDaemon daemon) throws IOException {
        Duration patience = reconnect;
        if (patience == null) {
            return daemon.stream(query);
        }
        PrintWriter err = spec.commandLine().getErr();
        return ResumedStream.open(daemon, where::find, query, patience.toNanos(), notice -> {
            err.println("ringtail: " + notice);
            err.flush();
        });
    }

    /** The query to send to the daemon. */
    StreamQuery query() {
        if (bufferPercent < 0 || bufferPercent > MOST_PERCENT) {
            throw new ParameterException(
                    spec.commandLine(), "--buffer-percent is " + bufferPercent + ": give a number from 0 to 100");
        }
        StreamQuery query = new StreamQuery(from == From.oldest, true, true, cpus.list()).bufferPercent(bufferPercent);
        String time = since;
        if (time == null) {
            return query;
        }
        if (from != null) {
            throw new ParameterException(spec.commandLine(), "give --from or --since, not both");
        }
        return query.since(since(spec, time));
    }

    /** The time that a command's {@code --since} gives. */
    static Since since(CommandSpec command, String time) {
        try {
            return Since.parse(time);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), "--since is '" + time + "': " + e.getMessage(), e);
        }
    }

    /** The CPUs; null for all. */
    @Nullable
    BitSet cpus() {
        return cpus.set();
    }

    /** How long to read, in ns; {@link Long#MAX_VALUE} for no limit. */
    long durationNs() {
        Duration limit = duration;
        return limit == null ? Long.MAX_VALUE : limit.toNanos();
    }
}
