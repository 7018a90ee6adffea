package io.ringtail.bridge.micrometer;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationView;
import io.ringtail.bridge.Failures;
import io.ringtail.bridge.Pairs;
import io.ringtail.bridge.Texts;
import io.ringtail.client.Tracer;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A handler that writes when observations begin and end, and their events, on the thread where it happens.
 *
 * <p>Register it with {@code registry.observationConfig().observationHandler(handler)}.
 */
public final class RingtailObservationHandler implements ObservationHandler<Observation.Context>, AutoCloseable {
    private final AtomicLong lastId = new AtomicLong();
    private final Failures failures = new Failures("Micrometer");
    private final ObservationEvents events;
    private volatile boolean closed;

    /** Creates a handler that writes with a tracer of the application's. */
    public RingtailObservationHandler(Tracer tracer) {
        events = tracer.provider(ObservationEvents.class);
    }

    @Override
    public boolean supportsContext(Observation.Context context) {
        return true;
    }

    @Override
    public void onStart(Observation.Context context) {
        try {
            if (!closed && (events.isBeginEnabled() || events.isEndEnabled())) {
                long id = lastId.incrementAndGet();
                context.put(this, new Started(id, System.nanoTime()));
                events.begin(context.getName(), text(context.getContextualName()), id, parent(context));
            }
        } catch (Throwable e) {
            failures.onFailure(e);
        }
    }

    @Override
    public void onEvent(Observation.Event event, Observation.Context context) {
        try {
            if (!closed) {
                events.event(event.getName(), text(event.getContextualName()), id(context));
            }
        } catch (Throwable e) {
            failures.onFailure(e);
        }
    }

    /** Writes the end of an observation whose begin this handler has seen while one of the two was enabled. */
    @Override
    public void onStop(Observation.Context context) {
        try {
            Started started = context.get(this);
            if (started != null && !closed && events.isEndEnabled()) {
                long duration = System.nanoTime() - started.nanoTime();
                events.end(context.getName(), started.id(), duration, Texts.thrown(context.getError()), tags(context));
            }
        } catch (Throwable e) {
            failures.onFailure(e);
        }
    }

    private long parent(Observation.Context context) {
        ObservationView parent = context.getParentObservation();
        return parent == null ? 0 : id(parent.getContextView());
    }

    private long id(Observation.ContextView context) {
        Started started = context.get(this);
        return started == null ? 0 : started.id();
    }

    private static String text(@Nullable String name) {
        return name == null ? "" : name;
    }

    private static String tags(Observation.Context context) {
        KeyValues low = context.getLowCardinalityKeyValues();
        KeyValues high = context.getHighCardinalityKeyValues();
        Pairs pairs = new Pairs();
        for (KeyValue tag : low) {
            pairs.add(tag.getKey(), tag.getValue());
        }
        for (KeyValue tag : high) {
            pairs.add(tag.getKey(), tag.getValue());
        }
        return pairs.toString();
    }

    /** Stops writing: a registry keeps its handlers. */
    @Override
    public void close() {
        closed = true;
    }

    /** What the context of an observation keeps until its end, under this handler as the key. */
    private record Started(long id, long nanoTime) {}
}
