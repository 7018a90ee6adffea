package io.ringtail.daemon;

import io.ringtail.daemon.control.EventRegistry;
import io.ringtail.daemon.control.RegisteredEvent;
import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.InvalidFormatException;
import io.ringtail.report.EventCatalog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What printers know of the registry's events, those included that are registered later. */
final class RegisteredFormats {
    private static final Logger LOG = LoggerFactory.getLogger(RegisteredFormats.class);

    private RegisteredFormats() {}

    static EventCatalog of(EventRegistry registry) {
        EventCatalog catalog = new EventCatalog();
        registry.addListener(event -> add(catalog, event));
        registry.events().forEach(event -> add(catalog, event));
        return catalog;
    }

    private static void add(EventCatalog catalog, RegisteredEvent event) {
        try {
            catalog.register(event.system(), EventFormat.parse(event.format()));
        } catch (InvalidFormatException e) {
            LOG.warn("{} is shown as an unknown event: {}", event.fullName(), e.getMessage());
        }
    }
}
