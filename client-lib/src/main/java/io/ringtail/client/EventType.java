package io.ringtail.client;

import io.ringtail.client.conductor.Registration;
import io.ringtail.client.log.Log;
import io.ringtail.client.ring.Attachment;
import io.ringtail.proto.event.EventSchema;
import io.ringtail.proto.event.Field;
import io.ringtail.proto.event.FieldType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** A type of event that an application writes. Any thread may use it; keep it in a static final field. */
public final class EventType {
    private static final Logger LOG = Log.of(EventType.class);
    private static final String RESERVED_SYSTEM = "ringtail";
    private static final int NO_FIELD = -1;

    private final String displayName;
    private final @Nullable EventSchema schema;
    private final RecordLayout layout;
    private final Threads threads;
    /** The table of {@link #threads}, kept here to save a load. */
    private final ThreadTable table;

    private final EarlyEvents earlyEvents;
    /** Kept here, since there may be no stack for a call. */
    final LostEvents lost;

    private final EventRecord nowhere;
    /** What a record of an event before the first attach refers to. */
    private final Binding early;

    private final Runnable onChange;
    private final AtomicLong malformed = new AtomicLong();
    private final AtomicLong cut = new AtomicLong();
    private final AtomicBoolean misuseLogged = new AtomicBoolean();
    private final AtomicBoolean secondCommitLogged = new AtomicBoolean();
    private final AtomicBoolean otherNameLogged = new AtomicBoolean();

    /** One immutable object, so that id, mask and rings belong together; with those of instances. */
    private volatile @Nullable Binding binding;

    /** The binding without instances; set by the conductor's thread, dropped by close. */
    private volatile @Nullable Binding own;
    /** The bindings in instances; replaced by the conductor's thread, dropped by close. */
    private volatile List<InstanceBinding> instances = List.of();

    private volatile @Nullable String problem;
    private volatile boolean closed;

    private EventType(
            String displayName,
            @Nullable EventSchema schema,
            RecordLayout layout,
            Threads threads,
            Runnable onChange,
            @Nullable String problem) {
        this.displayName = displayName;
        this.schema = schema;
        this.layout = layout;
        this.threads = threads;
        this.table = threads.table();
        this.earlyEvents = threads.early();
        this.lost = threads.lost();
        this.nowhere = threads.nowhere();
        this.early = Binding.early(this, layout);
        this.onChange = onChange;
        this.problem = problem;
    }

    static EventType of(EventSchema schema, Threads threads, Runnable onChange) {
        if (schema.system().equals(RESERVED_SYSTEM) && !schema.equals(EarlyReplay.MARKER)) {
            Log.guarded(() -> LOG.warn(
                    "event {}:{} is in the system of Ringtail's own events: choose another system for it",
                    schema.system(),
                    schema.name()));
        }
        return new EventType(
                schema.system() + ':' + schema.name(), schema, new RecordLayout(schema), threads, onChange, null);
    }

    /** Returns a type that never writes: what an application gets for an invalid schema. */
    static EventType invalid(String displayName, Threads threads, String problem) {
        Log.guarded(() -> LOG.warn("event {} is never written: {}", displayName, problem));
        return silent(displayName, threads, problem);
    }

    /** Returns a type that never writes, and of which nothing is logged. */
    static EventType silent(String displayName, Threads threads, String problem) {
        RecordLayout empty =
                new RecordLayout(EventSchema.builder("none", "none").build());
        return new EventType(displayName, null, empty, threads, () -> {}, problem);
    }

    /**
     * Returns whether an event would be written now: attached, registered, and enabled; or, before the first attach,
     * kept. Costs a few loads. Where the stack has ended, no event can be written: false.
     */
    public boolean isEnabled() {
        try {
            Binding current = binding;
            return current == null ? isKeptEarly() : current.enabled();
        } catch (VirtualMachineError | LinkageError e) {
            return false;
        }
    }

    /** Returns whether an event is to be written, for code that writes it if so: if it is not, it may count. */
    boolean isWanted() {
        Binding current = binding;
        return current == null ? isKeptOrMissed() : current.enabled();
    }

    private boolean isKeptOrMissed() {
        boolean kept = isKeptEarly();
        if (!kept && problem == null) {
            earlyEvents.miss();
        }
        return kept;
    }

    private boolean isKeptEarly() {
        return earlyEvents.accepts() && problem == null;
    }

    @Nullable
    Binding binding() {
        return binding;
    }

    /**
     * Begins an event, which {@link EventRecord#commit()} finishes on the same thread. If the event is not enabled, the
     * record goes nowhere; so it does if the stack ends here, which counts the event.
     */
    public EventRecord begin() {
        boolean wanted = true; // unless it is known that it is not
        try {
            Binding current = binding;
            if (current == null) {
                wanted = isKeptOrMissed();
                Binding kept = wanted ? early : null;
                return record(kept).begin(kept);
            }
            wanted = current.enabled();
            return record(current).begin(wanted ? current : null);
        } catch (VirtualMachineError | LinkageError e) {
            if (wanted) {
                try {
                    lost.add();
                } catch (VirtualMachineError again) {
                    lost.uncalled++;
                }
            }
            return nowhere;
        }
    }

    private EventRecord record(@Nullable Binding target) {
        Thread current = Thread.currentThread();
        ThreadEntry entry = table.shortcut(current);
        EventRecord latest = entry == null ? null : entry.latest();
        return latest == null || latest.isOpen() ? findRecord(current, target) : latest;
    }

    private EventRecord findRecord(Thread current, @Nullable Binding target) {
        try {
            return threads.findRecord(current);
        } catch (VirtualMachineError e) {
            onNoRecord(target, e);
            return threads.nowhere();
        }
    }

    /** Counts an event for which there is no memory, if it would have been written. */
    void onNoRecord(@Nullable Binding target, VirtualMachineError cause) {
        if (target == null) {
            return;
        }
        try {
            if (target.isEarly()) {
                earlyEvents.miss();
            } else if (target.enabled()) {
                target.onNoRecord(cause);
            }
        } catch (VirtualMachineError e) {
            try {
                lost.add();
            } catch (VirtualMachineError again) {
                lost.uncalled++;
            }
        }
    }

    /** Called when there is no memory for a span's end, which would have been written. */
    void onNoSpan(VirtualMachineError cause) {
        Binding current = binding;
        onNoRecord(current == null && problem == null ? early : current, cause);
    }

    /** Stops all writing with this type, and releases everything that belongs to its tracer's attachment. */
    void close() {
        closed = true;
        forget();
        problem = "the tracer is closed";
    }

    private void forget() {
        binding = null;
        own = null;
        instances = List.of();
    }

    private void bind(@Nullable Binding bound, List<InstanceBinding> inInstances) {
        own = bound;
        instances = inInstances;
        binding = bound == null ? null : bound.with(inInstances);
        if (closed) {
            forget();
        }
    }

    /** Replaces the binding in an instance; null removes it. */
    private void bindIn(String instance, @Nullable InstanceBinding bound) {
        List<InstanceBinding> changed = new ArrayList<>(instances);
        changed.removeIf(other -> other.instance.equals(instance));
        if (bound != null) {
            changed.add(bound);
        }
        bind(own, List.copyOf(changed));
    }

    /** Returns whether the daemon has assigned this type an id in the grant with which this process writes. */
    public boolean isRegistered() {
        Binding current = binding;
        return current != null && !current.attachment().slots().areRevoked();
    }

    /** Returns whether the daemon has answered for this type, or no answer is to come. */
    boolean isAnswered() {
        return isRegistered() || problem != null;
    }

    /** Returns why events of this type are not written; empty if there is no problem. */
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /** Returns {@code system:name}. */
    @Override
    public String toString() {
        return displayName;
    }

    /** Called for a record that ended before all fields were set; {@code field} is next. */
    void onMisuse(int field) {
        malformed("%s was not set", field, "");
    }

    /** Called for a record that set a value of another type than the next field's. */
    void onMisuse(int field, FieldType given) {
        malformed("%s was set as %s: set fields as they were declared", field, given);
    }

    /** Called when the application's own code failed in a value; rethrows a thread death. */
    void onBadValue(int field, Throwable cause) {
        ApplicationCode.onFailure(cause);
        malformed("the value of %s threw %s", field, cause);
    }

    /** Called when there was no memory for a record. */
    void onNoRecord(Throwable cause) {
        malformed("no memory for it (%2$s)", NO_FIELD, cause);
    }

    /**
     * Logs the first event that was dropped. There may be neither stack nor heap for the text, and the detail may be
     * the application's: nothing that fails here escapes.
     *
     * @param form takes the field's name and the detail
     */
    private void malformed(String form, int field, Object detail) {
        try {
            if (!misuseLogged.get()) {
                String why = String.format(Locale.ROOT, form, fieldName(field), Log.text(detail));
                warn(
                        misuseLogged,
                        "dropped an event {}, further ones are only counted: {}",
                        why + ApplicationCode.currentCaller());
            }
        } catch (Throwable e) {
            if (e instanceof ThreadDeath death) {
                throw death; // no call: there may be no stack for one
            }
        }
    }

    /** Keeps the payload of an event from before the first attach. */
    void keepEarly(byte[] payload, int length) {
        earlyEvents.keep(this, payload, length);
    }

    /** Called for an event that was not written, since its fields were not those declared. */
    void countMalformed() {
        malformed.incrementAndGet();
    }

    /** Called for an event with a text that was cut to fit. */
    void countCut() {
        cut.incrementAndGet();
    }

    /** Returns what became of this type, for {@link TracerStatus}. */
    TracerStatus.Event status() {
        return new TracerStatus.Event(
                displayName,
                isRegistered(),
                isRegistered() && isEnabled(),
                problem == null ? "" : String.valueOf(problem),
                malformed.get(),
                cut.get());
    }

    /** Called when a record was committed again, or by another thread. */
    void onSecondCommit() {
        warn(
                secondCommitLogged,
                "refused a second commit of an event {}, further ones are only counted: {}",
                "call commit() once, on the thread that called begin()");
    }

    /** Called when a span of which this is the end was closed on another thread than the one that began it. */
    void onForeignClose() {
        countMalformed();
        warn(
                secondCommitLogged,
                "refused an event {}, further ones are only counted: {}",
                "close a span on the thread that began it, or give its method a parameter with @AsyncId");
    }

    /** Logs once. The logger is the application's: nothing that it throws escapes. */
    private void warn(AtomicBoolean once, String message, String why) {
        try {
            if (once.compareAndSet(false, true)) {
                LOG.warn(message, displayName, why);
            }
        } catch (Throwable e) {
            ApplicationCode.onFailure(e);
        }
    }

    private String fieldName(int index) {
        List<Field> fields = schema == null ? List.of() : schema.fields();
        if (index < 0 || index >= fields.size()) {
            return "a field past the last, number " + fields.size() + ",";
        }
        Field field = fields.get(index);
        return "field " + field.name() + " (number " + (index + 1) + ", " + field.type() + ')';
    }

    @Nullable
    Registration registration() {
        return schema == null ? null : new Link(schema);
    }

    /** Receives the conductor's notifications. */
    private final class Link implements Registration {
        private final EventSchema registered;

        Link(EventSchema registered) {
            this.registered = registered;
        }

        @Override
        public EventSchema schema() {
            return registered;
        }

        @Override
        public void onId(Attachment attachment, int id) {
            if (id >= attachment.geometry().events()) {
                onRefused("the daemon assigned id " + id + ", but its file has only "
                        + attachment.geometry().events() + " event ids");
                return;
            }
            Binding bound = Binding.of(EventType.this, layout, attachment, id);
            if (layout.least() > bound.maxPayload()) {
                onRefused("it needs " + layout.least() + " bytes, but a sub-buffer takes events of at most "
                        + bound.maxPayload() + " bytes: start the daemon with a larger --subbuf-size");
                return;
            }
            problem = null;
            warnOfOtherName(attachment, id);
            bind(bound, instances);
            onChange.run();
        }

        private void warnOfOtherName(Attachment attachment, int id) {
            String name = FormatName.of(attachment, id);
            if (name != null && !name.equals(registered.name())) {
                warn(
                        otherNameLogged,
                        "event {} is written as {}, since that name is already in use with other fields: use another"
                                + " name",
                        registered.system() + ':' + name);
            }
        }

        @Override
        public void onReplaced() {
            bind(null, instances);
        }

        @Override
        public void onRefused(String reason) {
            if (closed) {
                return;
            }
            bind(null, instances);
            LOG.warn("event {} is not written: {}", displayName, reason);
            problem = reason;
            onChange.run();
        }

        @Override
        public Registration inInstance(String instance) {
            return new InstanceLink(registered, instance, threads.instance(instance));
        }
    }

    /** Receives the conductor's notifications about an instance. */
    private final class InstanceLink implements Registration {
        private final EventSchema registered;
        private final String instance;
        private final Threads writers;

        InstanceLink(EventSchema registered, String instance, Threads writers) {
            this.registered = registered;
            this.instance = instance;
            this.writers = writers;
        }

        @Override
        public EventSchema schema() {
            return registered;
        }

        @Override
        public void onId(Attachment attachment, int id) {
            if (id >= attachment.geometry().events()) {
                onRefused("the daemon assigned id " + id + ", which its file does not have");
                return;
            }
            bindIn(
                    instance,
                    new InstanceBinding(instance, writers, Binding.of(EventType.this, layout, attachment, id)));
        }

        @Override
        public void onReplaced() {
            bindIn(instance, null);
        }

        @Override
        public void onRefused(String reason) {
            bindIn(instance, null);
            LOG.warn("event {} is not written in instance {}: {}", displayName, instance, reason);
        }
    }
}
