package io.ringtail.daemon.http;

import io.ringtail.daemon.control.RegisteredEvent;

/**
 * The JSON of {@code /event_formats}: some of the registered events, ordered by id, with their formats and whether they
 * are enabled. To get all events, a client repeats the request with the last id received until the answer is empty; so
 * no answer is long, however many events there are.
 */
final class EventFormatsJson {
    private static final int MOST_EVENTS = 1024;
    /** The maximum length of the format texts in one answer, unless a single one is longer. */
    private static final int MOST_TEXT = 1 << 18;

    private EventFormatsJson() {}

    static String after(ServedEvents events, int id) {
        JsonText json = new JsonText();
        json.beginObject().beginArray("events");
        int length = 0;
        for (RegisteredEvent event : events.after(id, MOST_EVENTS)) {
            if (length > 0 && length + length(event) > MOST_TEXT) {
                break;
            }
            length += length(event);
            json.beginObject()
                    .number("id", event.id())
                    .string("event", event.fullName())
                    .bool("enabled", events.isEnabled(event.id()))
                    .string("format", event.format())
                    .string("properties", event.properties().text())
                    .endObject();
        }
        return json.endArray().endObject() + "\n";
    }

    private static int length(RegisteredEvent event) {
        return event.format().length() + event.properties().text().length();
    }
}
