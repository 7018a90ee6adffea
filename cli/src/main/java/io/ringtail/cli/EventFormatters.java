package io.ringtail.cli;

import io.ringtail.reader.text.EventCatalog;
import io.ringtail.reader.text.EventFormatter;
import io.ringtail.reader.text.EventPrinter;
import io.ringtail.reader.text.JsonPrinter;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** The choice between text and JSON lines. */
final class EventFormatters {
    private EventFormatters() {}

    /**
     * A formatter of events.
     *
     * @param json lines of JSON, which always tell an event's process
     * @param showPid whether text does, too
     */
    static EventFormatter of(
            boolean json,
            boolean showPid,
            EventCatalog catalog,
            IntFunction<@Nullable String> names,
            IntUnaryOperator pids) {
        if (json) {
            return new JsonPrinter(catalog, names, pids);
        }
        return showPid ? EventPrinter.withProcesses(catalog, names, pids) : new EventPrinter(catalog, names);
    }
}
