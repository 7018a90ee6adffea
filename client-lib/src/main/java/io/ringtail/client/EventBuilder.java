package io.ringtail.client;

import io.ringtail.client.log.Log;
import io.ringtail.client.typed.EventNames;
import io.ringtail.proto.event.EventSchema;
import io.ringtail.proto.event.FieldType;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Builds an event type: adds fields in the order in which records supply them.
 *
 * <p>Names have at most 64 characters; those that are not letters, digits or {@code _} become {@code _}. Errors are never thrown: after {@link #register()},
 * {@link EventType#problem()} describes them, and one warning is logged.
 */
public final class EventBuilder {
    private static final int SHOWN = EventSchema.MAX_NAME_LENGTH + 1;

    /** Why an event is never written that was defined without the memory or the stack for it. */
    static final String NO_MEMORY = "there was no memory or stack for it when it was defined: define it again later";

    private final Tracer tracer;
    private final String displayName;
    private final EventSchema.Builder schema;
    /** Kept here, since there may be no stack for a call. */
    private final EventType unwritten;
    /** The first error. */
    private @Nullable String problem;

    EventBuilder(Tracer tracer, String system, String name) {
        this.tracer = tracer;
        this.unwritten = tracer.unwritten();
        this.displayName = shown(system) + ':' + shown(name);
        this.schema = EventSchema.builder(EventNames.lenient(system), EventNames.lenient(name));
    }

    /** Creates what stands in for a builder for which there is no memory: it takes all fields, and keeps none. */
    EventBuilder(Tracer tracer) {
        this(tracer, "none", "no-memory");
        problem = NO_MEMORY;
    }

    /** Sanitises a name for a log line, whatever the application passes. */
    private static String shown(@Nullable String name) {
        String text = String.valueOf(name);
        return text.substring(0, Math.min(text.length(), SHOWN)).replaceAll("[^ -~]", "?");
    }

    /** Adds an unsigned 8-bit field. */
    public EventBuilder u8(String name) {
        return field(name, FieldType.U8);
    }

    /** Adds an unsigned 16-bit field. */
    public EventBuilder u16(String name) {
        return field(name, FieldType.U16);
    }

    /** Adds an unsigned 32-bit field. */
    public EventBuilder u32(String name) {
        return field(name, FieldType.U32);
    }

    /** Adds an unsigned 64-bit field. */
    public EventBuilder u64(String name) {
        return field(name, FieldType.U64);
    }

    /** Adds a signed 8-bit field. */
    public EventBuilder s8(String name) {
        return field(name, FieldType.S8);
    }

    /** Adds a signed 16-bit field. */
    public EventBuilder s16(String name) {
        return field(name, FieldType.S16);
    }

    /** Adds a signed 32-bit field. */
    public EventBuilder s32(String name) {
        return field(name, FieldType.S32);
    }

    /** Adds a signed 64-bit field. */
    public EventBuilder s64(String name) {
        return field(name, FieldType.S64);
    }

    /** Adds a boolean field. */
    public EventBuilder bool(String name) {
        return field(name, FieldType.BOOL);
    }

    /** Adds a 32-bit floating-point field; stock tools show its bits, Ringtail shows its value. */
    public EventBuilder f32(String name) {
        return field(name, FieldType.F32);
    }

    /** Adds a 64-bit floating-point field; stock tools show its bits, Ringtail shows its value. */
    public EventBuilder f64(String name) {
        return field(name, FieldType.F64);
    }

    /** Adds a text of any length; it is truncated if the event would not fit in a sub-buffer. */
    public EventBuilder string(String name) {
        return field(name, FieldType.STRING);
    }

    /** Adds a text of at most {@code length} bytes, which always occupies that many. */
    public EventBuilder chars(String name, int length) {
        try {
            return add(name, () -> schema.chars(EventNames.lenient(name), length));
        } catch (VirtualMachineError e) {
            return without();
        }
    }

    /** Adds a 64-bit field shown in hexadecimal, set by {@link EventRecord#u64}. */
    public EventBuilder hex(String name) {
        try {
            return add(name, () -> schema.hex(EventNames.lenient(name), FieldType.U64));
        } catch (VirtualMachineError e) {
            return without();
        }
    }

    /** Adds a 32-bit field shown in hexadecimal, set by {@link EventRecord#u32}. */
    public EventBuilder hex32(String name) {
        try {
            return add(name, () -> schema.hex(EventNames.lenient(name), FieldType.U32));
        } catch (VirtualMachineError e) {
            return without();
        }
    }

    /** Adds an enum constant, set by {@link EventRecord#enumeration}; it is shown by its name. */
    public <E extends Enum<E>> EventBuilder enumeration(String name, Class<E> type) {
        try {
            return add(name, () -> schema.symbols(EventNames.lenient(name), FieldType.U16, namesOf(type)));
        } catch (VirtualMachineError e) {
            return without();
        }
    }

    /** A constant with a body has its own class, whose superclass is the enum. */
    private static Map<Long, String> namesOf(@Nullable Class<?> type) {
        Class<?> declaring = type == null || type.isEnum() ? type : type.getSuperclass();
        if (declaring == null || !declaring.isEnum()) {
            throw new IllegalArgumentException(type + " is not an enum");
        }
        Map<Long, String> symbols = new HashMap<>();
        for (Object constant : declaring.getEnumConstants()) {
            symbols.put((long) symbols.size(), ((Enum<?>) constant).name());
        }
        return symbols;
    }

    /** Adds a signed 32-bit field whose values have names, set by {@link EventRecord#s32}. */
    public EventBuilder symbols(String name, Map<Long, String> symbols) {
        try {
            return add(
                    name,
                    () -> schema.symbols(
                            EventNames.lenient(name), FieldType.S32, Objects.requireNonNull(symbols, "no symbols")));
        } catch (VirtualMachineError e) {
            return without();
        }
    }

    private EventBuilder field(String name, FieldType type) {
        try {
            return add(name, () -> schema.field(EventNames.lenient(name), type));
        } catch (VirtualMachineError e) {
            return without();
        }
    }

    /** Records that there is no memory for a field, with a constant alone. */
    private EventBuilder without() {
        if (problem == null) {
            problem = NO_MEMORY;
        }
        return this;
    }

    /** Defers any error, including whatever the application's own classes throw, until the type is registered. */
    private EventBuilder add(@Nullable String field, Runnable addition) {
        try {
            if (problem == null) {
                addition.run();
            }
        } catch (VirtualMachineError e) {
            return without();
        } catch (Throwable e) {
            ApplicationCode.onFailure(e);
            if (problem == null) {
                problem = "field " + shown(field) + " cannot be added: " + Log.text(e);
            }
        }
        return this;
    }

    /**
     * Registers the type with the daemon, now or as soon as there is one. Registering the same type again yields the
     * same event. If there is no memory for it, the type is never written, as its problem says; registering it later
     * may succeed.
     */
    public EventType register() {
        try {
            return tracer.register(displayName, schema, problem);
        } catch (VirtualMachineError e) {
            return unwritten;
        }
    }
}
