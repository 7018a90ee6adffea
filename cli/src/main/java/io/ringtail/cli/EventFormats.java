package io.ringtail.cli;

import io.ringtail.proto.event.EventProperties;
import io.ringtail.proto.event.InvalidSchemaException;
import io.ringtail.reader.remote.RemoteDaemon;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The events that a daemon lists at {@code /event_formats}, requested in batches. */
final class EventFormats {
    /** A registered event, named SYSTEM:NAME. */
    record Event(long id, String name, boolean enabled, String format, EventProperties properties) {
        static Event of(Map<String, @Nullable Object> event) {
            EventId id = EventId.of(event);
            return new Event(
                    id.number(),
                    id.name(),
                    Boolean.TRUE.equals(event.get("enabled")),
                    Json.string(event, "format"),
                    properties(Json.string(event, "properties")));
        }

        private static EventProperties properties(String text) {
            try {
                return EventProperties.parse(text);
            } catch (InvalidSchemaException e) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
        }
    }

    private EventFormats() {}

    /** All events, ordered by id. */
    static List<Event> of(RemoteDaemon daemon) throws IOException {
        List<Event> all = new ArrayList<>();
        List<Event> some = after(daemon, 0);
        while (!some.isEmpty()) {
            all.addAll(some);
            some = after(daemon, some.get(some.size() - 1).id());
        }
        return all;
    }

    private static List<Event> after(RemoteDaemon daemon, long id) throws IOException {
        String json = daemon.read("/event_formats?after=" + id, "application/json");
        try {
            return Json.objects(Json.object(json), "events").stream()
                    .map(Event::of)
                    .filter(event -> event.id() > id)
                    .toList();
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "cannot parse " + daemon.base() + "/event_formats (" + e.getMessage()
                            + "): use the same version of Ringtail on both ends",
                    e);
        }
    }
}
