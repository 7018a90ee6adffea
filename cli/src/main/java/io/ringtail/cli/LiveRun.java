package io.ringtail.cli;

import io.ringtail.cli.live.LiveScreen;
import io.ringtail.cli.live.LiveView;
import io.ringtail.cli.live.PlainBlocks;
import io.ringtail.cli.live.TerminalMode;
import java.io.IOException;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Shows a live view on standard output until the user ends the command. */
final class LiveRun {
    private static final long LEAST_MS = 100;

    private LiveRun() {}

    /** Refuses an interval in which there would be little but looks. */
    static void check(CommandLine command, String option, Duration interval) {
        if (interval.toMillis() < LEAST_MS) {
            throw new ParameterException(
                    command, option + " is " + interval.toMillis() + " ms: give " + LEAST_MS + "ms or more");
        }
    }

    /** Shows a view on the terminal's screen, or, where there is none, as {@link #blocks} of text without end. */
    static void show(LiveView view, Duration interval) throws IOException {
        String term = System.getenv("TERM");
        if (term != null && TerminalMode.isScreen(term)) {
            Output output = Output.standard();
            LiveScreen screen = new LiveScreen(view, interval.toNanos(), output::lines);
            EndSignals.onFirst(screen::end);
            Signals.on("WINCH", screen::resize);
            if (screen.run(LiveRun::hook)) {
                return;
            }
        }
        blocks(view, interval, Long.MAX_VALUE);
    }

    private static Runnable hook(Runnable action) {
        EndHook hook = new EndHook(action);
        hook.add();
        return hook::remove;
    }

    /** Prints a view's lines of text after each interval. */
    static void blocks(LiveView view, Duration interval, long count) throws IOException {
        print(view, true, interval, count);
    }

    /** Prints a view's lines of JSON after each interval. */
    static void json(LiveView view, Duration interval, long count) throws IOException {
        print(view, false, interval, count);
    }

    private static void print(LiveView view, boolean text, Duration interval, long count) throws IOException {
        Output output = Output.standard();
        PlainBlocks blocks = new PlainBlocks(view, text, interval.toNanos(), output::lines);
        EndSignals.onFirst(blocks::end);
        blocks.print(count);
    }
}
