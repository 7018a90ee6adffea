package io.ringtail.daemon.agent;

import io.ringtail.daemon.access.Audit;
import io.ringtail.daemon.access.Principal;
import io.ringtail.daemon.control.EventRegistry;
import io.ringtail.daemon.control.RegisteredEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The events that recordings have enabled: an event that was disabled is enabled while a recording wants it by name,
 * and disabled again after the last one. For one thread.
 */
final class EventLeases {
    private static final int NAMES_A_LINE = 4;

    private final EventRegistry registry;
    private final Audit audit;
    private final boolean mayEnable;
    /** The recordings that want an event which was disabled. */
    private final Map<Integer, Integer> wanting = new HashMap<>();

    /**
     * Creates leases.
     *
     * @param mayEnable whether events are enabled at all; otherwise, recordings have those that others enable
     */
    EventLeases(EventRegistry registry, Audit audit, boolean mayEnable) {
        this.registry = registry;
        this.audit = audit;
        this.mayEnable = mayEnable;
    }

    /**
     * Enables what a selection names; the result is to be closed when its recording ends.
     *
     * @param owner of the recording
     */
    Lease take(EventSelection selection, Principal owner) {
        Lease lease = new Lease(owner);
        if (!selection.included().isEmpty()) {
            for (RegisteredEvent event : registry.events()) {
                if (selection.wants(event.system(), event.name())) {
                    lease.add(event);
                }
            }
        }
        lease.report("enabled", "for");
        return lease;
    }

    /** One recording's part. */
    final class Lease implements AutoCloseable {
        private final Set<Integer> held = new HashSet<>();

        private final Principal owner;
        /** The events changed since the last report. */
        private final List<String> changed = new ArrayList<>();

        private Lease(Principal owner) {
            this.owner = owner;
        }

        private void add(RegisteredEvent event) {
            boolean disabled = !registry.isEnabled(event);
            if (disabled && !mayEnable) {
                audit.refused(
                        owner,
                        "to enable " + event.fullName() + " for a recording by trace-cmd",
                        "this needs the role control: enable it yourself, or start the daemon with --anonymous-roles"
                                + " read,control");
                return;
            }
            if (disabled || wanting.containsKey(event.id())) {
                held.add(event.id());
                wanting.merge(event.id(), 1, Integer::sum);
            }
            if (disabled) {
                registry.setEnabled(event, true);
                changed.add(event.fullName());
            }
        }

        /** Disables what no other recording wants. */
        @Override
        public void close() {
            for (int id : held) {
                int left = wanting.merge(id, -1, Integer::sum);
                if (left == 0) {
                    wanting.remove(id);
                    RegisteredEvent event = registry.event(id);
                    if (event != null) {
                        registry.setEnabled(event, false);
                        changed.add(event.fullName());
                    }
                }
            }
            held.clear();
            report("disabled", "after");
        }

        private void report(String what, String when) {
            if (!changed.isEmpty()) {
                String names = String.join(", ", changed.subList(0, Math.min(NAMES_A_LINE, changed.size())));
                String more = changed.size() > NAMES_A_LINE ? ", …" : "";
                String count = changed.size() == 1 ? " " : " " + changed.size() + " events ";
                audit.changedForRecording(owner, what + count + when + " a recording by trace-cmd: " + names + more);
                changed.clear();
            }
        }
    }
}
