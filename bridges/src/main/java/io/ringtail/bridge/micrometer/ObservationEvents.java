package io.ringtail.bridge.micrometer;

import io.ringtail.client.typed.Name;
import io.ringtail.client.typed.TraceEnabled;
import io.ringtail.client.typed.TraceProvider;
import org.jspecify.annotations.Nullable;

/** What happens to observations; an id is unique in its process, and 0 if there is none. */
@TraceProvider(ObservationEvents.SYSTEM)
interface ObservationEvents {
    /** The system of the events. */
    String SYSTEM = "observation";

    @TraceEnabled("begin")
    boolean isBeginEnabled();

    @TraceEnabled("end")
    boolean isEndEnabled();

    @Name("observation_begin")
    void begin(@Nullable String name, @Nullable @Name("contextual_name") String contextualName, long id, long parent);

    @Name("observation_event")
    void event(@Nullable String name, @Nullable @Name("contextual_name") String contextualName, long id);

    @Name("observation_end")
    void end(@Nullable String name, long id, @Name("duration_ns") long durationNs, String error, String tags);
}
