package io.ringtail.client;

import io.ringtail.client.log.Log;
import io.ringtail.client.typed.EventMethod;
import io.ringtail.client.typed.ProviderClass;
import io.ringtail.client.typed.ProviderDefinition;
import io.ringtail.proto.event.EventSchema;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Implements providers: registers the events of an interface's methods with a tracer, and defines its class. */
final class Providers {
    /** The system property; {@code reflection} makes providers that define no class. */
    private static final String PROPERTY = "ringtail.providers";

    private static final String REFLECTION = "reflection";
    /** The system property of a native image, at build time and at run time. */
    private static final String IMAGE_PROPERTY = "org.graalvm.nativeimage.imagecode";

    private static final String END = "_end";
    private static final Logger LOG = Log.of(Providers.class);

    private final Threads threads;
    private final Function<EventSchema, EventType> register;

    /**
     * Creates an object that implements providers.
     *
     * @param register registers an event
     */
    Providers(Threads threads, Function<EventSchema, EventType> register) {
        this.threads = threads;
        this.register = register;
    }

    <T> T implement(Class<T> type, @Nullable Lookup given) {
        ProviderDefinition provider = ProviderDefinition.of(type);
        try {
            Lookup lookup = given == null ? lookupIn(type) : given;
            // Only now: the types stay registered as long as the tracer lives.
            return type.cast(implement(provider, calls(provider), lookup));
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            throw new IllegalArgumentException(
                    type + " cannot be implemented (" + e + "): open its package to io.ringtail.client, or give a"
                            + " Lookup of a class in it",
                    e);
        }
    }

    private static Lookup lookupIn(Class<?> type) throws IllegalAccessException {
        // privateLookupIn takes a module that this one reads.
        Providers.class.getModule().addReads(type.getModule());
        return MethodHandles.privateLookupIn(type, MethodHandles.lookup());
    }

    private static Object implement(ProviderDefinition provider, List<EventCall> calls, Lookup lookup)
            throws ReflectiveOperationException {
        String reason;
        if (System.getProperty(IMAGE_PROPERTY) != null) {
            reason = "in a native image";
        } else if (REFLECTION.equals(System.getProperty(PROPERTY))) {
            reason = PROPERTY + '=' + REFLECTION;
        } else {
            try {
                return ProviderClass.define(provider, calls, lookup);
            } catch (UnsupportedOperationException | LinkageError e) {
                reason = e.toString();
            }
        }
        Object reflective = ReflectiveProvider.implement(provider, calls, lookup);
        Log.guarded(() -> LOG.warn(
                "{} is implemented by reflection, so that each of its events allocates and takes longer: {}",
                provider.type().getName(),
                reason));
        return reflective;
    }

    /** Returns a call for each event, in their order; that of a query is the call of the event that it asks for. */
    private List<EventCall> calls(ProviderDefinition provider) {
        Map<String, EventCall> byMethod = new HashMap<>();
        @Nullable EventCall[] calls = new EventCall[provider.events().size()];
        for (int i = 0; i < calls.length; i++) {
            EventMethod event = provider.events().get(i);
            if (event.kind() != EventMethod.Kind.QUERY) {
                EventCall call = call(provider.system(), event);
                calls[i] = call;
                byMethod.put(event.method().getName(), call);
            }
        }
        List<EventCall> all = new ArrayList<>();
        for (int i = 0; i < calls.length; i++) {
            EventCall call = calls[i];
            all.add(call == null ? asked(provider, provider.events().get(i), byMethod) : call);
        }
        return all;
    }

    private EventCall asked(ProviderDefinition provider, EventMethod query, Map<String, EventCall> byMethod) {
        EventCall call = byMethod.get(query.name());
        String problem = query.problem() == null ? "there is no method " + query.name() : query.problem();
        return call != null && query.problem() == null
                ? call
                : call(
                        EventType.invalid(
                                provider.system() + ':' + query.method().getName(), threads, problem),
                        null);
    }

    private EventCall call(String system, EventMethod event) {
        EventSchema schema = event.schema();
        if (schema == null) {
            String name = system + ':' + event.name();
            return call(EventType.invalid(name, threads, String.valueOf(event.problem())), null);
        }
        EventCall end = event.kind() == EventMethod.Kind.SPAN
                ? call(
                        register.apply(
                                EventSchema.builder(system, event.name() + END).build()),
                        null)
                : null;
        return call(register.apply(schema), end);
    }

    private EventCall call(EventType type, @Nullable EventCall end) {
        return new EventCall(type, threads.table(), end);
    }
}
