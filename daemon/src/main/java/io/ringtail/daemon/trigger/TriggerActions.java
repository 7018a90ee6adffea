package io.ringtail.daemon.trigger;

import io.ringtail.daemon.access.Audit;
import io.ringtail.daemon.control.RegisteredEvent;
import io.ringtail.daemon.http.ServedEvents;
import io.ringtail.daemon.http.ServedSnapshots;
import io.ringtail.reader.filter.EventPattern;

/** Does what triggers ask for. */
final class TriggerActions {
    private final ServedEvents events;
    private final ServedSnapshots snapshots;

    TriggerActions(ServedEvents events, ServedSnapshots snapshots) {
        this.events = events;
        this.snapshots = snapshots;
    }

    /** Does a trigger's action, and counts it. */
    void perform(Trigger trigger) {
        switch (trigger.action().kind()) {
            case SNAPSHOT -> snapshot(trigger);
            case STOP, DISABLE -> {
                trigger.didIt(true);
                set(trigger, false);
            }
            case ENABLE -> {
                trigger.didIt(true);
                set(trigger, true);
            }
            case COUNT -> {}
        }
    }

    /** Takes a snapshot, which counts when it has been taken; while it is being taken, another one is refused. */
    private void snapshot(Trigger trigger) {
        if (trigger.begin()) {
            String reason =
                    "trigger " + trigger.id() + " on " + trigger.selection().parameters();
            snapshots.take(reason).whenComplete((taken, problem) -> trigger.ended(problem == null));
        } else if (trigger.isLive()) {
            trigger.didIt(false);
        }
    }

    /** Enables or disables the events that an action means, and records that if it changes any. */
    private void set(Trigger trigger, boolean enabled) {
        EventPattern meant = trigger.action().events();
        int changed = 0;
        for (RegisteredEvent event : events.all()) {
            boolean isMeant = meant == null || meant.matches(event.system(), event.name());
            if (isMeant && events.isEnabled(event.id()) != enabled) {
                events.setEnabled(event.id(), enabled);
                changed++;
            }
        }
        if (changed > 0) {
            String done = (enabled ? "enabled " : "disabled ") + changed + (changed == 1 ? " event" : " events");
            Audit.changed(
                    "trigger " + trigger.id(),
                    done + " by its action " + trigger.action().text());
        }
    }
}
