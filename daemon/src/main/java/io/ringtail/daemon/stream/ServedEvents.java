package io.ringtail.daemon.stream;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** The registered events. All methods may be called by any thread. */
public interface ServedEvents {
    /** Every event, ordered by id. */
    Collection<ServedEvent> all();

    /** The event with an id, if there is one. */
    @Nullable
    ServedEvent event(int id);

    /** Whether an event is written at present. */
    boolean isEnabled(int id);

    /** Turns an event on or off in every process. */
    void setEnabled(int id, boolean enabled);
}
