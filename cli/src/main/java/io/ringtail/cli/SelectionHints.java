package io.ringtail.cli;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.InvalidFormatException;
import io.ringtail.reader.filter.Selection;
import io.ringtail.reader.filter.SelectionCheck;
import io.ringtail.reader.remote.RemoteDaemon;
import io.ringtail.reader.tracedat.TraceDatHead;
import io.ringtail.reader.tracedat.TraceDatReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hints on standard error that a selection cannot have events: a name or a field that no type has. */
final class SelectionHints {
    private final Selection selection;
    private final @Nullable EventGlob glob;
    private final PrintWriter err;

    SelectionHints(Selection selection, @Nullable EventGlob glob, PrintWriter err) {
        this.selection = selection;
        this.glob = glob;
        this.err = err;
    }

    /** Compares the selection with the types that a daemon has now; more may come. */
    void compareWith(RemoteDaemon daemon) throws IOException {
        if (glob == null && selection.filter() == null) {
            return;
        }
        SelectionCheck check = new SelectionCheck(selection);
        List<String> names = new ArrayList<>();
        for (EventFormats.Event event : EventFormats.of(daemon)) {
            names.add(event.name());
            check.add(event.name().substring(0, event.name().indexOf(':')), event.format());
        }
        tell(check, names, "no event matches '" + glob + "' yet", "every event registered until now");
    }

    /** Compares the selection with the types that a file describes. */
    void compareWith(TraceDatReader file, String name) {
        if (glob == null && selection.filter() == null) {
            return;
        }
        SelectionCheck check = new SelectionCheck(selection);
        List<String> names = new ArrayList<>();
        for (TraceDatHead.Event event : file.head().events()) {
            check.add(event.system(), event.format());
            try {
                names.add(
                        event.system() + ':' + EventFormat.parse(event.format()).name());
            } catch (InvalidFormatException unreadable) {
                // It has no name.
            }
        }
        tell(check, names, "no event of " + name + " matches '" + glob + "'", "every event of " + name);
    }

    private void tell(SelectionCheck check, List<String> names, String noName, String types) {
        if (!check.anyMatches() && glob != null) {
            List<String> near = glob.near(names);
            line(noName + "; "
                    + (near.isEmpty() ? "none is registered" : "the closest are " + String.join(", ", near)));
            return;
        }
        check.problem().ifPresent(problem -> {
            line("a comparison is useless for " + types + ": " + problem.getMessage());
            err.println(Problems.indented(problem));
            err.flush();
        });
    }

    private void line(String text) {
        err.println("ringtail: " + Problems.oneLine(text));
        err.flush();
    }
}
