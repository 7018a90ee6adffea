package io.ringtail.reader.text;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.reader.EventView;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** A cache of what a printer derives from a format, for the formats printed last. Not thread-safe. */
final class PerFormat<T> {
    private static final int REMEMBERED = 256;

    private final BiFunction<EventView, EventFormat, T> derive;
    private final List<@Nullable Entry<T>> entries = new ArrayList<>(Collections.nCopies(REMEMBERED, null));

    private record Entry<T>(EventFormat format, T derived) {}

    PerFormat(BiFunction<EventView, EventFormat, T> derive) {
        this.derive = derive;
    }

    @SuppressWarnings("ReferenceEquality") // a format that was replaced is another object
    T get(EventView event, EventFormat format) {
        int place = format.id() & (REMEMBERED - 1);
        Entry<T> entry = entries.get(place);
        if (entry == null || entry.format() != format) {
            entry = new Entry<>(format, derive.apply(event, format));
            entries.set(place, entry);
        }
        return entry.derived();
    }
}
