package io.ringtail.daemon.agent;

import io.ringtail.daemon.control.EventRegistry;
import io.ringtail.daemon.control.RegisteredEvent;
import io.ringtail.proto.layout.EventTableDescriptor;
import java.util.BitSet;
import java.util.function.IntPredicate;

/**
 * Decides by their ids which events a recording wants, once for each id: those of its selection, and
 * {@code ringtail:lost}, which stands for an event that died with its writer. An unregistered id is wanted, since it
 * cannot be excluded. For one thread.
 */
final class WantedEvents implements IntPredicate {
    private final EventRegistry registry;
    private final EventSelection selection;
    private final BitSet decided = new BitSet();
    private final BitSet wanted = new BitSet();

    WantedEvents(EventRegistry registry, EventSelection selection) {
        this.registry = registry;
        this.selection = selection;
    }

    @Override
    public boolean test(int id) {
        if (!decided.get(id)) {
            RegisteredEvent event = registry.event(id);
            if (event == null) {
                return true;
            }
            decided.set(id);
            wanted.set(id, isWanted(event));
        }
        return wanted.get(id);
    }

    boolean isWanted(RegisteredEvent event) {
        return event.id() == EventTableDescriptor.LOST_EVENT_ID || selection.wants(event.system(), event.name());
    }
}
