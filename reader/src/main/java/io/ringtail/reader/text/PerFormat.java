package io.ringtail.reader.text;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.reader.EventView;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** A cache of what a printer or a filter derives from a format, for the formats used last. Not thread-safe. */
public final class PerFormat<T> {
    private static final int REMEMBERED = 256;

    private final BiFunction<EventView, EventFormat, T> derive;
    private final List<@Nullable Entry<T>> entries = new ArrayList<>(Collections.nCopies(REMEMBERED, null));

    private record Entry<T>(EventFormat format, T derived) {}

    /** Creates an empty cache of what a function derives. */
    public PerFormat(BiFunction<EventView, EventFormat, T> derive) {
        this.derive = derive;
    }

    /** Returns what is derived from an event's format, which is the given one. */
    @SuppressWarnings("ReferenceEquality") // a format that was replaced is another object
    public T get(EventView event, EventFormat format) {
        int place = format.id() & (REMEMBERED - 1);
        Entry<T> entry = entries.get(place);
        if (entry == null || entry.format() != format) {
            entry = new Entry<>(format, derive.apply(event, format));
            entries.set(place, entry);
        }
        return entry.derived();
    }
}
