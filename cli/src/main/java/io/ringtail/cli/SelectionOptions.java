package io.ringtail.cli;

import io.ringtail.reader.filter.Filter;
import io.ringtail.reader.filter.FilterException;
import io.ringtail.reader.filter.Selection;
import io.ringtail.reader.filter.Selection.Threads;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that select events by name, thread, process and fields. */
final class SelectionOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Mixin
    private EventOption event;

    @Option(
            names = "--tid",
            paramLabel = "LIST",
            description = "Only events of these threads, like 1234,1240 (default: all).")
    private @Nullable String tids;

    @Option(
            names = "--filter",
            paramLabel = "PREDICATE",
            description = "Only events for which this is true, in the language of tracefs's filter files, such as"
                    + " 'quantity > 100 && customer ~ \"a*\"'; see docs/filters.md.")
    private @Nullable String filter;

    /**
     * The selection.
     *
     * @param pids a list of processes; null for all
     */
    Selection selection(@Nullable String pids) throws CommandException {
        EventGlob glob = event.glob();
        return new Selection(
                glob == null ? null : glob.toString(),
                threads("--tid", tids),
                threads("--pid", pids),
                filter(spec.commandLine(), "--filter", filter));
    }

    /** Which events are wanted by name; null for all. */
    @Nullable
    EventGlob glob() throws CommandException {
        return event.glob();
    }

    private Threads threads(String option, @Nullable String list) {
        try {
            return list == null ? Threads.ALL : Threads.parse(list);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), option + " is '" + list + "': " + e.getMessage(), e);
        }
    }

    /** The predicate that a command's option gives; null if it gives none. */
    static @Nullable Filter filter(CommandLine command, String option, @Nullable String text) {
        try {
            return text == null ? null : Filter.parse(text);
        } catch (FilterException e) {
            throw new ParameterException(command, option + ", " + e.getMessage(), e);
        }
    }
}
