package io.ringtail.daemon.http;

import io.ringtail.daemon.control.RegisteredEvent;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The registered events. All methods are thread-safe. */
public interface ServedEvents {
    /** Every event, ordered by id. */
    Collection<RegisteredEvent> all();

    /** Some events with ids above {@code id}, ordered by id. */
    List<RegisteredEvent> after(int id, int most);

    /** The systems that have events, in ascending order. */
    List<String> systems();

    /** The names of a system's events, in ascending order. */
    List<String> names(String system);

    /** The event with a name, if there is one. */
    @Nullable
    RegisteredEvent event(String system, String name);

    /** The event with an id, if there is one. */
    @Nullable
    RegisteredEvent event(int id);

    /** Whether an event is enabled at present. */
    boolean isEnabled(int id);

    /** Enables or disables an event in every process. */
    void setEnabled(int id, boolean enabled);
}
