package io.ringtail.daemon;

import io.ringtail.daemon.control.EventRegistry;
import io.ringtail.daemon.control.RegisteredEvent;
import io.ringtail.daemon.stream.ServedEvent;
import io.ringtail.daemon.stream.ServedEvents;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The registry's events, as they are served. */
final class RegisteredEvents implements ServedEvents {
    private final EventRegistry registry;

    RegisteredEvents(EventRegistry registry) {
        this.registry = registry;
    }

    @Override
    public Collection<ServedEvent> all() {
        return registry.events().stream().map(RegisteredEvents::served).toList();
    }

    @Override
    public List<ServedEvent> after(int id, int most) {
        return registry.eventsAfter(id, most).stream()
                .map(RegisteredEvents::served)
                .toList();
    }

    @Override
    public List<String> systems() {
        return registry.systems();
    }

    @Override
    public List<String> names(String system) {
        return registry.names(system);
    }

    @Override
    public @Nullable ServedEvent event(String system, String name) {
        RegisteredEvent event = registry.event(system, name);
        return event == null ? null : served(event);
    }

    @Override
    public @Nullable ServedEvent event(int id) {
        RegisteredEvent event = registry.event(id);
        return event == null ? null : served(event);
    }

    @Override
    public boolean isEnabled(int id) {
        RegisteredEvent event = registry.event(id);
        return event != null && registry.isEnabled(event);
    }

    @Override
    public void setEnabled(int id, boolean enabled) {
        RegisteredEvent event = registry.event(id);
        if (event != null) {
            registry.setEnabled(event, enabled);
        }
    }

    private static ServedEvent served(RegisteredEvent event) {
        return new ServedEvent(event.id(), event.system(), event.name(), event.format());
    }
}
