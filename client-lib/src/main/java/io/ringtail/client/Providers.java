package io.ringtail.client;

import io.ringtail.client.typed.EventMethod;
import io.ringtail.client.typed.ProviderClass;
import io.ringtail.client.typed.ProviderDefinition;
import io.ringtail.proto.event.EventSchema;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Implements providers: registers the events of an interface's methods with a tracer, and defines its class. */
final class Providers {
    private static final String END = "_end";

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
        List<EventCall> calls = new ArrayList<>();
        for (EventMethod event : provider.events()) {
            calls.add(call(provider.system(), event));
        }
        try {
            Lookup lookup = given == null ? MethodHandles.privateLookupIn(type, MethodHandles.lookup()) : given;
            return type.cast(ProviderClass.define(provider, calls, lookup));
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new IllegalArgumentException(
                    type + " cannot be implemented (" + e + "): open its package to io.ringtail.client, or give a"
                            + " Lookup of a class in it",
                    e);
        }
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
