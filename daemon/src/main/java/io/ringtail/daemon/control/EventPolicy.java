package io.ringtail.daemon.control;

import java.util.function.Predicate;

/**
 * How a registry treats new event types.
 *
 * @param enabledAtFirst whether a new one is enabled
 * @param heapParts the heap that all of them may take, in {@value #PARTS}ths of the maximum heap
 */
public record EventPolicy(Predicate<RegisteredEvent> enabledAtFirst, int heapParts) {
    private static final int PARTS = 64;
    private static final int OF_DAEMON = 24;
    private static final int OF_INSTANCE = 1;

    /** Returns the policy of the daemon's own buffer: as the application says, within three eighths of the heap. */
    public static EventPolicy ofDaemon() {
        return new EventPolicy(event -> event.properties().isEnabledAtFirst(), OF_DAEMON);
    }

    /** Returns the policy of an instance: eight of them take an eighth of the heap. */
    public static EventPolicy ofInstance(Predicate<RegisteredEvent> enabledAtFirst) {
        return new EventPolicy(enabledAtFirst, OF_INSTANCE);
    }

    EventBudget budget() {
        return new EventBudget(Runtime.getRuntime().maxMemory() / PARTS * heapParts);
    }
}
