package io.ringtail.cli;

import io.ringtail.report.EventCatalog;
import io.ringtail.report.EventFormatter;
import io.ringtail.report.EventPrinter;
import io.ringtail.report.JsonPrinter;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** The choice between text and JSON lines. */
final class EventFormatters {
    private EventFormatters() {}

    static EventFormatter of(boolean json, EventCatalog catalog, IntFunction<@Nullable String> names) {
        return json ? new JsonPrinter(catalog, names) : new EventPrinter(catalog, names);
    }
}
