package io.ringtail.cli;

import io.ringtail.reader.EventSink;
import io.ringtail.reader.text.EventPrinter;
import io.ringtail.reader.text.JsonPrinter;

/** The choice between text and JSON lines. */
final class EventSinks {
    private EventSinks() {}

    /**
     * Returns a printer of events.
     *
     * @param json whether to print lines of JSON, which always name an event's process
     * @param showPid whether text names the process, too
     */
    static EventSink of(boolean json, boolean showPid, StringBuilder out) {
        if (json) {
            return new JsonPrinter(out);
        }
        return showPid ? EventPrinter.withProcesses(out) : new EventPrinter(out);
    }
}
