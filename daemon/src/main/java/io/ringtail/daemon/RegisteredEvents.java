package io.ringtail.daemon;

import io.ringtail.daemon.control.EventRegistry;
import io.ringtail.daemon.control.RegisteredEvent;
import io.ringtail.daemon.http.ServedEvents;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The registry's events, as served over HTTP. */
final class RegisteredEvents implements ServedEvents {
    private final EventRegistry registry;

    RegisteredEvents(EventRegistry registry) {
        this.registry = registry;
    }

    @Override
    public Collection<RegisteredEvent> all() {
        return registry.events();
    }

    @Override
    public List<RegisteredEvent> after(int id, int most) {
        return registry.eventsAfter(id, most);
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
    public @Nullable RegisteredEvent event(String system, String name) {
        return registry.event(system, name);
    }

    @Override
    public @Nullable RegisteredEvent event(int id) {
        return registry.event(id);
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
}
