package io.ringtail.daemon.control;

import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.proto.event.EventSchema;
import io.ringtail.proto.event.FormatText;
import io.ringtail.proto.layout.EventTableDescriptor;
import io.ringtail.proto.layout.Geometry;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.agrona.concurrent.AtomicBuffer;
import org.jspecify.annotations.Nullable;

/**
 * All event types: equal schemas get the same id, in every process and after a restart.
 *
 * <p>An event's identity is its system, name and fields. Different fields under an existing name are registered as
 * {@code NAME__2}, {@code NAME__3} and so on, since formats have distinct names. Schemas are equal if their format
 * texts are, so a restart needs only the texts in the file. Thread-safe.
 */
public final class EventRegistry {
    private static final int MAX_VARIANTS = 256;
    private static final int TEXTS_AT_ONCE = 256;
    // A hole may be as short as an event's header and the common fields: there is no room for a field.
    private static final EventSchema LOST =
            EventSchema.builder("ringtail", "lost").build();

    private final EventTable table;
    private final AtomicBuffer memory;
    private final Geometry geometry;
    private final int events;
    private final EventBudget budget;
    private final EventQuota quota;
    private final EventQuota bytesQuota;
    private final NavigableMap<Integer, RegisteredEvent> byId = new TreeMap<>();
    private final Map<String, Map<String, RegisteredEvent>> bySystem = new TreeMap<>();
    private final List<Consumer<RegisteredEvent>> listeners = new CopyOnWriteArrayList<>();
    private final BitSet enabled = new BitSet();
    /** The events that instances may have enabled. */
    private final BitSet enabledInInstance = new BitSet();

    private final Predicate<RegisteredEvent> enabledAtFirst;
    private SwitchListener switches = (event, enabling) -> {};
    private int lastHealed;
    private int nextId = EventTableDescriptor.FIRST_EVENT_ID;

    /** Receives each switch, while this registry is locked: it must not call it. */
    interface SwitchListener {
        void onSwitch(RegisteredEvent event, boolean enabled);
    }

    EventRegistry(BufferFile file, Quotas quotas) {
        this(file, quotas, EventPolicy.ofDaemon());
    }

    EventRegistry(BufferFile file, Quotas quotas, EventPolicy policy) {
        this(file, quotas, policy.budget(), policy.enabledAtFirst());
    }

    EventRegistry(BufferFile file, Quotas quotas, EventBudget budget) {
        this(file, quotas, budget, EventPolicy.ofDaemon().enabledAtFirst());
    }

    private EventRegistry(
            BufferFile file, Quotas quotas, EventBudget budget, Predicate<RegisteredEvent> enabledAtFirst) {
        this.budget = budget;
        this.enabledAtFirst = enabledAtFirst;
        this.geometry = file.geometry();
        this.events = geometry.events();
        this.memory = file.metadata();
        this.table = new EventTable(file);
        this.quota = EventQuota.ofTypes(quotas, events - EventTableDescriptor.FIRST_EVENT_ID);
        this.bytesQuota = EventQuota.ofBytes(quotas, budget);
        if (file.adopted()) {
            table.adopt(budget.bytes()).forEach(this::adopt);
        }
        if (!byId.containsKey(EventTableDescriptor.LOST_EVENT_ID)) {
            addLostEvent();
        }
    }

    private void adopt(StoredEvents.Entry found) {
        RegisteredEvent event = found.event();
        add(event);
        int word = memory.getIntVolatile(geometry.enableOffset(event.id()));
        enabledInInstance.set(event.id(), (word & EventTableDescriptor.ENABLED_IN_INSTANCE) != 0);
        setEnabled(event, (word & EventTableDescriptor.ENABLED_HERE) != 0);
        quota.adopt(found.creator(), 1);
        bytesQuota.adopt(found.creator(), EventBudget.cost(event));
    }

    private void addLostEvent() {
        try {
            store(event(EventTableDescriptor.LOST_EVENT_ID, LOST, LOST.name()), EventTableDescriptor.NO_CREATOR);
        } catch (EventRefusedException e) {
            throw new IllegalStateException("cannot register the first event: " + e.getMessage(), e);
        }
    }

    /**
     * Returns the id of a schema, a new one if it has none yet.
     *
     * @param claimant the requesting process
     * @throws EventRefusedException if there are no ids, names or space left, or the process or its user has reached
     *     its limit
     */
    int register(EventSchema schema, Claimant claimant) throws EventRefusedException {
        RegisteredEvent created;
        synchronized (this) {
            for (int variant = 1; ; variant++) {
                String name = variantName(schema, variant);
                RegisteredEvent known = event(schema.system(), name);
                if (known == null) {
                    created = create(schema, name, claimant);
                    break;
                }
                if (known.format().equals(FormatText.formatText(schema, known.id(), name))) {
                    return known.id();
                }
            }
        }
        listeners.forEach(listener -> listener.accept(created));
        return created.id();
    }

    private static String variantName(EventSchema schema, int variant) throws EventRefusedException {
        if (variant > MAX_VARIANTS) {
            throw new EventRefusedException(key(schema.system(), schema.name()) + " is registered with " + MAX_VARIANTS
                    + " different sets of fields already: give the event another name");
        }
        return variant == 1 ? schema.name() : schema.name() + "__" + variant;
    }

    private RegisteredEvent create(EventSchema schema, String name, Claimant claimant) throws EventRefusedException {
        while (nextId < events && byId.containsKey(nextId)) {
            nextId++;
        }
        if (nextId >= events) {
            throw new EventRefusedException("all " + (events - EventTableDescriptor.FIRST_EVENT_ID)
                    + " event ids are in use: register fewer event types, or start the daemon on a new file");
        }
        RegisteredEvent event = event(nextId, schema, name);
        int cost = EventBudget.cost(event);
        budget.check(event);
        quota.check(claimant, 1, ids());
        bytesQuota.check(claimant, cost, budget.used());
        store(event, claimant.uid());
        quota.add(claimant, 1);
        bytesQuota.add(claimant, cost);
        return event;
    }

    private static RegisteredEvent event(int id, EventSchema schema, String name) {
        return new RegisteredEvent(
                id, schema.system(), name, FormatText.formatText(schema, id, name), schema.properties());
    }

    private void store(RegisteredEvent event, int creator) throws EventRefusedException {
        table.store(event, creator);
        setEnabled(event, enabledAtFirst.test(event));
        add(event);
    }

    private void add(RegisteredEvent event) {
        budget.add(event);
        byId.put(event.id(), event);
        bySystem.computeIfAbsent(event.system(), system -> new TreeMap<>()).put(event.name(), event);
    }

    /** Returns an event by its id, null if there is none. */
    public synchronized @Nullable RegisteredEvent event(int id) {
        return byId.get(id);
    }

    /** Returns an event by its system and its format's name, null if there is none. */
    public synchronized @Nullable RegisteredEvent event(String system, String name) {
        return bySystem.getOrDefault(system, Map.of()).get(name);
    }

    /** Returns the systems that have events, in ascending order. */
    public synchronized List<String> systems() {
        return List.copyOf(bySystem.keySet());
    }

    /** Returns the names of a system's events, in ascending order. */
    public synchronized List<String> names(String system) {
        return List.copyOf(bySystem.getOrDefault(system, Map.of()).keySet());
    }

    /** Returns at most {@code most} events with ids above {@code id}, in ascending order. */
    public synchronized List<RegisteredEvent> eventsAfter(int id, int most) {
        return byId.tailMap(id, false).values().stream().limit(most).toList();
    }

    /** Returns all events, by id in ascending order. */
    public synchronized List<RegisteredEvent> events() {
        return new ArrayList<>(byId.values());
    }

    /** Returns the use of event ids, and of the heap that their texts may take. */
    synchronized List<QuotaUse> use() {
        return List.of(quota.report(ids()), bytesQuota.report(budget.used()));
    }

    /** Returns the number of ids in use. */
    private int ids() {
        return byId.size() - (byId.containsKey(EventTableDescriptor.LOST_EVENT_ID) ? 1 : 0);
    }

    /** Returns how many event types a process has added. */
    synchronized long addedBy(int pid, long startTime) {
        return quota.ofProcess(pid, startTime);
    }

    /** Returns the size of the event types that a process has added, in bytes of this daemon's heap. */
    synchronized long bytesAddedBy(int pid, long startTime) {
        return bytesQuota.ofProcess(pid, startTime);
    }

    /** Returns whether writers write an event. */
    public synchronized boolean isEnabled(RegisteredEvent event) {
        return enabled.get(event.id());
    }

    /** Makes writers in all processes write an event, or omit it, from about now on. */
    public synchronized void setEnabled(RegisteredEvent event, boolean enabling) {
        enabled.set(event.id(), enabling);
        memory.putIntOpaque(geometry.enableOffset(event.id()), word(event.id()));
        switches.onSwitch(event, enabling);
    }

    /** Makes writers in all processes look in the instances' files whether to write an event there, or not look. */
    synchronized void setEnabledInInstance(RegisteredEvent event, boolean enabling) {
        enabledInInstance.set(event.id(), enabling);
        memory.putIntOpaque(geometry.enableOffset(event.id()), word(event.id()));
    }

    private int word(int id) {
        return (enabled.get(id) ? EventTableDescriptor.ENABLED_HERE : 0)
                | (enabledInInstance.get(id) ? EventTableDescriptor.ENABLED_IN_INSTANCE : 0);
    }

    /** Sets the receiver of all switches, beginning with the events that are enabled now. */
    synchronized void onSwitch(SwitchListener listener) {
        switches = listener;
        byId.values().stream()
                .filter(event -> enabled.get(event.id()))
                .forEach(event -> listener.onSwitch(event, true));
    }

    /**
     * Restores the enable words and the table's entries if another process has changed them; of the texts, some at each
     * call.
     *
     * @return the number of events restored
     */
    synchronized int heal() {
        int healed = 0;
        for (int id : byId.keySet()) {
            int right = word(id);
            boolean changed = memory.getIntOpaque(geometry.enableOffset(id)) != right;
            if (changed) {
                memory.putIntOpaque(geometry.enableOffset(id), right);
            }
            boolean restored = table.heal(id);
            healed += restored || changed ? 1 : 0;
        }
        return healed + healTexts();
    }

    private int healTexts() {
        int healed = 0;
        List<RegisteredEvent> looked = eventsAfter(lastHealed, TEXTS_AT_ONCE);
        for (RegisteredEvent event : looked) {
            healed += table.healText(event) ? 1 : 0;
        }
        lastHealed = looked.size() < TEXTS_AT_ONCE
                ? 0
                : looked.get(looked.size() - 1).id();
        return healed;
    }

    /**
     * Adds a listener that receives each new event before a client receives its id. Called on the conductor's thread,
     * which it must not delay.
     */
    public void addListener(Consumer<RegisteredEvent> listener) {
        listeners.add(listener);
    }

    /** Removes a listener. */
    public void removeListener(Consumer<RegisteredEvent> listener) {
        listeners.remove(listener);
    }

    private static String key(String system, String name) {
        return system + ":" + name;
    }
}
