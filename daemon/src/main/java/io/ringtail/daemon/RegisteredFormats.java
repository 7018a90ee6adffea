package io.ringtail.daemon;

import io.ringtail.daemon.control.EventRegistry;
import io.ringtail.daemon.control.RegisteredEvent;
import io.ringtail.reader.format.EventCatalog;
import org.jspecify.annotations.Nullable;

/** The event catalog used by printers; it follows later registrations. */
final class RegisteredFormats {
    /** Takes about 10 MiB at most when compiled. */
    private static final long MOST_TEXT = 1 << 20;

    private RegisteredFormats() {}

    static EventCatalog of(EventRegistry registry) {
        return new EventCatalog(id -> text(registry.event(id)), MOST_TEXT);
    }

    private static EventCatalog.@Nullable Text text(@Nullable RegisteredEvent event) {
        return event == null ? null : new EventCatalog.Text(event.system(), event.format());
    }
}
