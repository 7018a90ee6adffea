package io.ringtail.cli;

import io.ringtail.reader.filter.Selection;
import io.ringtail.reader.fleet.MemberOptions;
import io.ringtail.reader.fleet.SnapshotWish;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of {@code ringtail ship} by which a host takes part in snapshots of the fleet. */
final class FleetMemberOptions {
    private static final int MOST_PER_MINUTE = 60;
    private static final Duration MOST_COVERED = Duration.ofHours(1);

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--fleet-keys",
            paramLabel = "FILE",
            description =
                    "Take part in snapshots of the fleet: take requests that a key of this file has signed. The file"
                            + " is for you alone; docs/fleet.md has its form.")
    private @Nullable Path keys;

    @Option(names = "--snapshots-only", description = "With --fleet-keys: ship nothing but what snapshots ask for.")
    private boolean only;

    @Option(
            names = "--snapshots-per-minute",
            paramLabel = "N",
            defaultValue = "6",
            description = "How many snapshots of the fleet this host takes within a minute at most (default:"
                    + " ${DEFAULT-VALUE}).")
    private int perMinute;

    @Option(
            names = "--snapshot-longest",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            defaultValue = "60s",
            description = "The longest time that a snapshot may cover here (default: ${DEFAULT-VALUE}).")
    private Duration longest;

    @Option(
            names = "--snapshot-on",
            paramLabel = "EVENTS",
            description =
                    "Ask the fleet for a snapshot when an event of this host is written whose SYSTEM:NAME, or either"
                            + " part, matches; its own time is the moment of interest.")
    private @Nullable String events;

    @Option(
            names = "--snapshot-if",
            paramLabel = "PREDICATE",
            description = "With --snapshot-on: only events for which this is true, such as 'duration > 100ms'.")
    private @Nullable String predicate;

    @Option(
            names = "--snapshot-before",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            defaultValue = "10s",
            description = "With --snapshot-on: how much before the event is wanted, an hour at most (default:"
                    + " ${DEFAULT-VALUE}).")
    private Duration before;

    @Option(
            names = "--snapshot-after",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            defaultValue = "1s",
            description = "With --snapshot-on: how much after the event is wanted, an hour at most (default:"
                    + " ${DEFAULT-VALUE}).")
    private Duration after;

    @Option(
            names = "--snapshot-every",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            defaultValue = "1m",
            description = "With --snapshot-on: how long after a request the next one comes at the earliest (default:"
                    + " ${DEFAULT-VALUE}).")
    private Duration every;

    /** Whether nothing else is shipped. */
    boolean isOnly() {
        if (only && keys == null) {
            throw wrong("--snapshots-only needs --fleet-keys FILE, which tells whose requests are taken");
        }
        return only;
    }

    /** The host's part in snapshots; null if it takes none. */
    @Nullable
    MemberOptions of(String host) throws CommandException {
        if (keys == null) {
            if (events != null) {
                throw wrong("--snapshot-on needs --fleet-keys FILE, with a key that has the role snapshot");
            }
            return null;
        }
        if (perMinute < 1 || perMinute > MOST_PER_MINUTE) {
            throw wrong("--snapshots-per-minute is " + perMinute + ": give a number from 1 to " + MOST_PER_MINUTE);
        }
        if (longest.compareTo(MOST_COVERED) > 0) {
            throw wrong("--snapshot-longest is more than " + MOST_COVERED.toHours() + " h: give less");
        }
        return new MemberOptions(host, keys, perMinute, longest, only, trigger(host));
    }

    private MemberOptions.@Nullable Trigger trigger(String host) throws CommandException {
        if (events == null) {
            if (predicate != null) {
                throw wrong("--snapshot-if chooses among the events of --snapshot-on: give that, too");
            }
            return null;
        }
        EventGlob.of(events);
        Selection selection = new Selection(
                events,
                Selection.Threads.ALL,
                Selection.Threads.ALL,
                SelectionOptions.filter(spec.commandLine(), "--snapshot-if", predicate));
        String reason = events + (predicate == null ? "" : " if " + predicate);
        return new MemberOptions.Trigger(selection, wish("trigger@" + host, Problems.oneLine(reason)), every);
    }

    private SnapshotWish wish(String by, String reason) {
        try {
            return new SnapshotWish(
                    Instant.EPOCH,
                    before,
                    after,
                    "*",
                    firstOf(by, SnapshotWish.MOST_NAME),
                    firstOf(reason, SnapshotWish.MOST_REASON),
                    Duration.ZERO);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--snapshot-" + e.getMessage(), e);
        }
    }

    private static String firstOf(String text, int most) {
        return text.substring(0, Math.min(most, text.length()));
    }

    private ParameterException wrong(String text) {
        return new ParameterException(spec.commandLine(), text);
    }
}
