package io.ringtail.client;

import io.ringtail.client.log.Log;
import io.ringtail.client.typed.EventMethod;
import io.ringtail.client.typed.EventValue;
import io.ringtail.client.typed.ProviderClass;
import io.ringtail.client.typed.ProviderDefinition;
import io.ringtail.client.typed.Span;
import io.ringtail.client.typed.SpanClass;
import io.ringtail.client.typed.SpanEnd;
import io.ringtail.proto.event.EventSchema;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
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

    private static final EventCall.CallOptions OPTIONS = new EventCall.CallOptions(1, CurrentTrace.NONE, 0);

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
            return type.cast(implement(provider, calls(provider, lookup), lookup));
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
        String reason = reasonForReflection();
        if (reason == null) {
            try {
                return ProviderClass.define(provider, calls, lookup);
            } catch (UnsupportedOperationException | LinkageError e) {
                reason = e.toString();
            }
        }
        Object reflective = ReflectiveProvider.implement(provider, calls, lookup);
        String why = reason;
        Log.guarded(() -> LOG.warn(
                "{} is implemented by reflection, so that each of its events allocates and takes longer: {}",
                provider.type().getName(),
                why));
        return reflective;
    }

    /** Returns why no class is to be defined; null if one is. */
    private static @Nullable String reasonForReflection() {
        if (System.getProperty(IMAGE_PROPERTY) != null) {
            return "in a native image";
        }
        return REFLECTION.equals(System.getProperty(PROPERTY)) ? PROPERTY + '=' + REFLECTION : null;
    }

    /** Returns a call for each event, in their order; that of a query is the call of the event that it asks for. */
    private List<EventCall> calls(ProviderDefinition provider, Lookup lookup) {
        Map<String, EventCall> byMethod = new HashMap<>();
        @Nullable EventCall[] calls = new EventCall[provider.events().size()];
        for (int i = 0; i < calls.length; i++) {
            EventMethod event = provider.events().get(i);
            if (event.kind() != EventMethod.Kind.QUERY) {
                EventCall call = call(provider, event, lookup);
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
                        null,
                        OPTIONS);
    }

    private EventCall call(ProviderDefinition provider, EventMethod event, Lookup lookup) {
        String name = provider.system() + ':' + event.name();
        SpanEnd end = event.end();
        if (event.problem() != null) {
            EventCall invalid = call(EventType.invalid(name, threads, String.valueOf(event.problem())), null, OPTIONS);
            if (event.keepsSpan()) {
                invalid.returnInstead(SpanProxy.silent(event.method().getReturnType(), lookup));
            }
            return invalid;
        }
        EventCall.CallOptions options = options(provider, event);
        EventCall ending = end == null ? null : call(register.apply(end.schema()), null, options);
        EventSchema schema = event.schema();
        EventCall begin = schema == null ? ending : call(register.apply(schema), ending, options);
        if (begin == null) {
            throw new IllegalArgumentException(name + " has neither an event nor an end");
        }
        if (end != null && ending != null && event.keepsSpan()) {
            begin.keepSpansIn(new KeptSpans(end, ending, spans(end, lookup)));
        }
        return begin;
    }

    private static EventCall.CallOptions options(ProviderDefinition provider, EventMethod event) {
        CurrentTrace trace = isTraced(event) ? CurrentTrace.in(provider.type().getClassLoader()) : CurrentTrace.NONE;
        return new EventCall.CallOptions(event.every(), trace, event.stackDepth());
    }

    private static boolean isTraced(EventMethod event) {
        for (EventValue value : event.values()) {
            if (value.source() == EventValue.Source.TRACE_ID) {
                return true;
            }
        }
        return false;
    }

    /** Returns what makes spans that keep values: of a class for the type that the application declared, or proxies. */
    private static Function<KeptSpans, KeptSpan> spans(SpanEnd end, Lookup lookup) {
        if (end.type() == Span.class) {
            return KeptSpan::new;
        }
        if (reasonForReflection() == null) {
            try {
                Lookup own =
                        end.type().getPackageName().equals(lookup.lookupClass().getPackageName())
                                ? lookup
                                : lookupIn(end.type());
                MethodHandle made = SpanClass.define(end.type(), end.setters(), KeptSpans.class, own)
                        .asType(MethodType.methodType(KeptSpan.class, KeptSpans.class));
                return kind -> make(made, kind);
            } catch (UnsupportedOperationException | LinkageError | ReflectiveOperationException e) {
                Log.guarded(() -> LOG.warn(
                        "{} is implemented by reflection, so that each of its spans allocates: {}",
                        end.type().getName(),
                        e.toString()));
            }
        }
        return kind -> SpanProxy.of(kind, end, lookup);
    }

    private static KeptSpan make(MethodHandle made, KeptSpans kind) {
        try {
            return (KeptSpan) made.invokeExact(kind);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("the constructor of a span declares no exception", e);
        }
    }

    private EventCall call(EventType type, @Nullable EventCall end, EventCall.CallOptions options) {
        return new EventCall(type, threads.table(), end, options);
    }
}
