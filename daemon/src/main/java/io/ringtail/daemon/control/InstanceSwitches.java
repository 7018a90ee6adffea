package io.ringtail.daemon.control;

import io.ringtail.proto.layout.EventTableDescriptor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Keeps the bit {@link EventTableDescriptor#ENABLED_IN_INSTANCE} of the daemon's own file: set for an event that any
 * instance has enabled, so that writers need one load for all.
 *
 * <p>Events of different files are taken for the same if their systems and names are, whatever their fields: the bit
 * only makes writers look at the instance's own word, so a set bit too many costs time and never an event. Thread-safe.
 */
public final class InstanceSwitches {
    /** What registries append to the names of events with different fields. */
    private static final Pattern VARIANT = Pattern.compile("__\\d{1,3}$");

    private final EventRegistry own;
    private final Map<String, List<RegisteredEvent>> events = new HashMap<>();
    private final Map<String, Set<Wish>> wishes = new HashMap<>();

    private record Wish(String instance, int event) {}

    /**
     * Begins to follow the daemon's own events. The bits that an earlier daemon has set remain until {@link #settle}.
     *
     * @param own the registry of the daemon's own file, before any client is served
     */
    public InstanceSwitches(EventRegistry own) {
        this.own = own;
        own.events().forEach(this::add);
        own.addListener(this::onEvent);
    }

    private void add(RegisteredEvent event) {
        events.computeIfAbsent(key(event), unknown -> new ArrayList<>(1)).add(event);
    }

    private synchronized void onEvent(RegisteredEvent event) {
        add(event);
        own.setEnabledInInstance(event, wishes.containsKey(key(event)));
    }

    /** Follows the switches of an instance. */
    public void follow(String instance, EventRegistry registry) {
        registry.onSwitch((event, enabled) -> onSwitch(new Wish(instance, event.id()), key(event), enabled));
    }

    private synchronized void onSwitch(Wish wish, String key, boolean enabled) {
        if (enabled) {
            Set<Wish> all = wishes.computeIfAbsent(key, unknown -> new HashSet<>());
            if (all.add(wish) && all.size() == 1) {
                store(key);
            }
        } else {
            withdraw(key, Set.of(wish));
        }
    }

    /** Ends to follow an instance: from now on writers do not look there. */
    public void forget(String instance, EventRegistry registry) {
        registry.onSwitch((event, enabled) -> {});
        forget(instance);
    }

    private synchronized void forget(String instance) {
        for (String key : List.copyOf(wishes.keySet())) {
            Set<Wish> ofInstance = new HashSet<>(wishes.getOrDefault(key, Set.of()));
            ofInstance.removeIf(wish -> !wish.instance().equals(instance));
            withdraw(key, ofInstance);
        }
    }

    private void withdraw(String key, Set<Wish> withdrawn) {
        Set<Wish> all = wishes.get(key);
        if (all != null && all.removeAll(withdrawn) && all.isEmpty()) {
            wishes.remove(key);
            store(key);
        }
    }

    /** Clears the bits that no instance needs, once all instances are followed. */
    public synchronized void settle() {
        events.keySet().forEach(this::store);
    }

    private void store(String key) {
        boolean enabled = wishes.containsKey(key);
        events.getOrDefault(key, List.of()).forEach(event -> own.setEnabledInInstance(event, enabled));
    }

    private static String key(RegisteredEvent event) {
        return event.system() + ":" + VARIANT.matcher(event.name()).replaceFirst("");
    }
}
