package io.ringtail.client;

import io.ringtail.client.barrier.ProcessBarrier;
import io.ringtail.client.conductor.ClientConductor;
import io.ringtail.client.conductor.InstanceListener;
import io.ringtail.client.conductor.Registration;
import io.ringtail.client.log.Log;
import io.ringtail.client.ring.Attachment;
import io.ringtail.proto.event.EventSchema;
import io.ringtail.proto.event.InvalidSchemaException;
import java.lang.invoke.MethodHandles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Connects an application to the rings of a Ringtail daemon. One per process and run directory is enough; any thread
 * may use it.
 *
 * <p>A tracer attaches on its own, in the background, whenever there is a daemon; without one it neither throws nor
 * blocks.
 */
public final class Tracer implements AutoCloseable {
    /** The system property for the run directory; in capitals with {@code _}, the environment variable. */
    public static final String DIRECTORY_PROPERTY = "ringtail.dir";

    /** Names that are generated would otherwise fill the heap. */
    private static final int MOST_TYPES = 4096;

    private static final Logger LOG = Log.of(Tracer.class);

    /** The daemon publishes a CPU by a bit in the file, without a message. */
    private static final long READY_POLL_NS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Threads threads = new Threads();
    /** Equal schemas share a type: an application may define the same events any number of times. */
    private final Map<EventSchema, EventType> types = new ConcurrentHashMap<>();

    /** What the application gets instead of objects for which there is no memory. */
    private final EventType unwritten = EventType.silent("none:no-memory", threads, EventBuilder.NO_MEMORY);

    private final EventBuilder withoutMemory = new EventBuilder(this);
    private final TracerStatus unknown;

    private final AtomicBoolean surplusLogged = new AtomicBoolean();
    private final EarlyReplay replay = new EarlyReplay(threads, this::register);
    private final ExitFlush flush = new ExitFlush();
    private final Object changed = new Object();
    private final ClientConductor conductor;
    private volatile @Nullable Attachment attachment;
    private volatile boolean closed;

    private Tracer(Path directory) {
        this.unknown = new TracerStatus(
                TracerStatus.State.SEARCHING, directory, "there is no memory for the status", 0, 0, List.of());
        this.conductor =
                new ClientConductor(directory, this::barrier, this::onAttachment, new InstanceWriters(threads));
    }

    /** Keeps the threads' records for each instance as long as it is there. */
    private record InstanceWriters(Threads threads) implements InstanceListener {
        @Override
        public void onAttachment(String instance, Attachment attachment) {
            Threads writers = threads.instance(instance);
            attachment.slots().onReclaim(() -> {
                writers.sweep();
                writers.lost().settle(attachment);
            });
        }

        @Override
        public void onRemoved(String instance) {
            threads.closeInstance(instance);
        }
    }

    /** The tracer of {@link #global()}, made when it is first asked for. */
    private static final class Global {
        private static final Tracer TRACER = connect();
    }

    /**
     * Returns the process's own tracer on the default run directory: {@code ringtail.dir}, {@code RINGTAIL_DIR}, or
     * /run/ringtail. It is not meant to be closed.
     */
    public static Tracer global() {
        return Global.TRACER;
    }

    /** Returns a tracer on the default run directory: {@code ringtail.dir}, {@code RINGTAIL_DIR}, or /run/ringtail. */
    public static Tracer connect() {
        return connect(DefaultDirectory.find());
    }

    /**
     * Returns a tracer on a run directory, which need not exist yet. Returns at once.
     *
     * @param directory the run directory; if null, nothing is ever written
     */
    public static Tracer connect(@Nullable Path directory) {
        if (directory == null) {
            Log.guarded(() -> LOG.warn(
                    "no events are written: the run directory is null; pass the one of 'ringtail daemon --dir'"));
            Tracer nowhere = new Tracer(DefaultDirectory.find());
            nowhere.threads.early().clear();
            return nowhere;
        }
        Tracer tracer = new Tracer(directory);
        tracer.conductor.start();
        tracer.flush.install(tracer::settle);
        return tracer;
    }

    /**
     * Returns a builder for an event type, which the daemon shows as {@code events/SYSTEM/NAME}. A tracer has at most
     * 4,096 types, those of its providers included: further ones are never written, and one line says so.
     */
    public EventBuilder event(String system, String name) {
        try {
            return new EventBuilder(this, system, name);
        } catch (VirtualMachineError e) {
            return withoutMemory;
        }
    }

    /** Returns a type that is never written. */
    EventType unwritten() {
        return unwritten;
    }

    /**
     * Returns an implementation of an interface whose methods write events: the recommended way to define them.
     *
     * <pre>{@code
     * @TraceProvider("shop")
     * interface ShopEvents {
     *     void order(long id, int quantity, String customer);
     * }
     * static final ShopEvents EVENTS = Tracer.global().provider(ShopEvents.class);
     * }</pre>
     *
     * <p>Keep it in a static final field. A method whose event cannot be defined writes nothing, and one warning says
     * why; the others work.
     *
     * @throws IllegalArgumentException if {@code type} is not an interface with {@code @TraceProvider}, or is in a
     *     package that is not open to this library: nothing could be returned
     * @throws OutOfMemoryError if there is no memory for the implementation, for the same reason
     */
    public <T> T provider(Class<T> type) {
        return new Providers(threads, this::register).implement(type, null);
    }

    /**
     * Returns an implementation of an interface in a package that its module does not open to this library.
     *
     * @param lookup of a class in that package
     * @see #provider(Class)
     */
    public <T> T provider(MethodHandles.Lookup lookup, Class<T> type) {
        return new Providers(threads, this::register).implement(type, lookup);
    }

    EventType register(String displayName, EventSchema.Builder builder, @Nullable String problem) {
        if (problem != null) {
            return EventType.invalid(displayName, threads, problem);
        }
        EventSchema schema;
        try {
            schema = builder.build();
        } catch (InvalidSchemaException e) {
            return EventType.invalid(displayName, threads, String.valueOf(e.getMessage()));
        }
        return register(schema);
    }

    private EventType register(EventSchema schema) {
        EventType known = types.get(schema);
        if (known != null) {
            return known;
        }
        if (types.size() >= MOST_TYPES && !schema.equals(EarlyReplay.MARKER)) {
            return refuse(schema.system() + ':' + schema.name());
        }
        EventType type = EventType.of(schema, threads, this::onTypeChange);
        EventType earlier = types.putIfAbsent(schema, type);
        if (earlier != null) {
            return earlier;
        }
        if (closed) {
            type.close();
            types.remove(schema);
            return type;
        }
        try {
            Registration registration = type.registration();
            if (registration != null) {
                conductor.register(registration);
            }
        } catch (VirtualMachineError e) {
            // Not kept: the daemon may never learn of it, and it may be registered again once there is memory.
            types.remove(schema);
            throw e;
        }
        return type;
    }

    private EventType refuse(String displayName) {
        String problem =
                "this tracer already has " + MOST_TYPES + " event types: let a field tell events apart, not the name";
        return surplusLogged.compareAndSet(false, true)
                ? EventType.invalid(displayName, threads, problem)
                : EventType.silent(displayName, threads, problem);
    }

    /**
     * Requests that the daemon write the current contents of all rings to a trace.dat in its snapshot directory, for
     * later analysis. Returns at once, never throws, and stops no thread. At most one request waits for a daemon; the
     * daemon takes one snapshot at a time, and no two within a second.
     *
     * @param reason a short description of what has happened, which the file contains; truncated to 256 characters
     * @return false if an earlier request of this tracer is still waiting, the tracer is closed, or there is no memory
     *     for the request
     */
    public boolean snapshot(String reason) {
        try {
            return !closed && conductor.snapshot(reason);
        } catch (VirtualMachineError e) {
            return false;
        }
    }

    /** Returns whether this process is attached to a buffer file; it remains attached while a daemon restarts. */
    public boolean isAttached() {
        return attachment != null;
    }

    /**
     * Waits until events of all types registered so far reach a ring: this process is attached, the daemon has answered
     * for each type, and a CPU is online; and reach those of each instance that can be used. Meant for tools and tests, and
     * for an application whose first spans must have the right times: events from before the attach are written late.
     *
     * @param limit the longest time to wait; null for none, as if it were zero. One above 292 years never expires
     * @return false if the time limit expires first, or the tracer is closed
     */
    public boolean awaitReady(@Nullable Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + nanosOf(limit);
        synchronized (changed) {
            while (!isReady()) {
                long left = deadline - System.nanoTime();
                if (left <= 0 || closed) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(changed, Math.min(left, READY_POLL_NS));
            }
            return true;
        }
    }

    private static long nanosOf(@Nullable Duration limit) {
        return limit == null ? 0 : Math.max(0, TimeUnit.NANOSECONDS.convert(limit));
    }

    /** Waits until no early event is left. */
    private void awaitEarly(Duration limit) {
        long limitNs = nanosOf(limit);
        long deadline = System.nanoTime() + limitNs;
        try {
            synchronized (changed) {
                for (long left = limitNs;
                        left > 0 && !closed && threads.early().kept() > 0;
                        left = deadline - System.nanoTime()) {
                    TimeUnit.NANOSECONDS.timedWait(changed, Math.min(left, READY_POLL_NS));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until no early event is left, and moves lost events into an account: the JVM ends before the next sweep. */
    private void settle(Duration limit) {
        awaitEarly(limit);
        Attachment current = attachment;
        if (current != null) {
            try {
                threads.lost().settle(current);
            } catch (VirtualMachineError e) {
                // The buffer is truncated, or the heap full: nothing can be counted.
            }
        }
    }

    private boolean isReady() {
        try {
            Attachment current = attachment;
            return current != null
                    && current.anyOnline()
                    && conductor.areInstancesSettled()
                    && types.values().stream()
                            .allMatch(type ->
                                    type.isRegistered() || type.problem().isPresent());
        } catch (VirtualMachineError e) {
            return false; // there may be memory for the next look
        }
    }

    private ProcessBarrier barrier() {
        Machine machine = Machine.find();
        threads.machine(machine);
        LOG.debug(
                "CPU numbers by {}, barriers by {}",
                machine.cpuIds().name(),
                machine.barrier().name());
        return machine.barrier();
    }

    private void onAttachment(Attachment published) {
        published.slots().onReclaim(() -> {
            threads.sweep();
            threads.lost().settle(published);
            replay.attempt(published, types.values());
        });
        attachment = closed ? null : published;
        signal();
    }

    /**
     * Returns what this tracer is doing, and why events are not written if they are not; without the memory for that, a
     * status whose reason says so.
     */
    public TracerStatus status() {
        try {
            return currentStatus();
        } catch (VirtualMachineError e) {
            return unknown;
        }
    }

    private TracerStatus currentStatus() {
        TracerStatus.State state = closed
                ? TracerStatus.State.CLOSED
                : isAttached() ? TracerStatus.State.ATTACHED : TracerStatus.State.SEARCHING;
        EarlyEvents early = threads.early();
        return new TracerStatus(
                state,
                conductor.directory(),
                closed ? "" : conductor.reason(),
                early.kept(),
                early.lost(),
                types.values().stream()
                        .map(EventType::status)
                        .sorted(Comparator.comparing(TracerStatus.Event::name))
                        .toList());
    }

    /** Called on the conductor's thread. */
    private void onTypeChange() {
        Attachment current = attachment;
        if (current != null) {
            replay.attempt(current, types.values());
        }
        signal();
    }

    private void signal() {
        synchronized (changed) {
            changed.notifyAll();
        }
    }

    /**
     * Returns everything allocated for this tracer: client record, thread slots, mappings, thread. From then on its
     * event types write nothing, silently. Waits at most a second for a busy conductor, which then finishes in the
     * background, and before that for the early events if {@code ringtail.flush} asks for it. Any thread may call it,
     * any number of times; it throws nothing but the death of a thread that is stopped ({@code Thread.stop}).
     */
    @Override
    public void close() {
        try {
            if (!closed) {
                awaitEarly(flush.limit());
            }
            closed = true;
            flush.remove();
            threads.early().clear();
            types.values().forEach(EventType::close);
            types.clear();
            conductor.close();
            threads.close();
            attachment = null;
            signal();
        } catch (Throwable e) {
            // The tracer that an application closes may be the very thing that has exhausted its heap or stack.
            ApplicationCode.onFailure(e);
            Log.guarded(() -> LOG.debug("a tracer could not be closed in full", e));
        }
    }
}
