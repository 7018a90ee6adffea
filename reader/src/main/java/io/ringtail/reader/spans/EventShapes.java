package io.ringtail.reader.spans;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.reader.EventView;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The shapes of a trace's event types, each read from its format once. Not thread-safe. */
public final class EventShapes {
    private final Map<Integer, EventShape> shapes = new HashMap<>();

    /** Creates an empty collection. */
    public EventShapes() {}

    /** Returns the shape of an event's type, or null if its type is unknown. */
    @SuppressWarnings("ReferenceEquality") // a format that was registered anew is another object
    public @Nullable EventShape of(EventView event) {
        EventFormat format = event.format();
        if (format == null) {
            return null;
        }
        EventShape known = shapes.get(event.id());
        if (known == null || known.format() != format) {
            known = EventShape.of(format);
            shapes.put(event.id(), known);
        }
        return known;
    }
}
