package io.ringtail.cli;

import io.ringtail.reader.EventSink;
import io.ringtail.reader.text.EventPrinter;
import io.ringtail.reader.text.JsonPrinter;
import io.ringtail.reader.text.LineStyle;
import java.util.List;

/** The choice between text and JSON lines. */
final class EventSinks {
    private EventSinks() {}

    /**
     * Returns a printer of a live stream's events.
     *
     * @param json whether to print lines of JSON, which always name an event's process
     * @param showPid whether text names the process, too
     */
    static EventSink of(boolean json, boolean showPid, StringBuilder out) {
        return json ? new JsonPrinter(out) : new EventPrinter(out, new LineStyle(showPid, true, List.of()));
    }

    /**
     * Returns a printer of events.
     *
     * @param style of lines of text
     */
    static EventSink of(boolean json, LineStyle style, Output output) {
        return json ? new JsonPrinter(output.text()) : new EventPrinter(output.bytes(), style);
    }
}
