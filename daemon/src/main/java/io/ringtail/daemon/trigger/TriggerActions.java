package io.ringtail.daemon.trigger;

import io.ringtail.daemon.http.ServedEvents;
import io.ringtail.daemon.http.ServedSnapshots;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what triggers ask for. */
final class TriggerActions {
    private static final Logger LOG = LoggerFactory.getLogger(TriggerActions.class);

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
            case STOP -> {
                trigger.didIt(true);
                set(trigger, false);
                LOG.info("trigger {} disabled all events: ringtail enable '*' enables them again", trigger.id());
            }
            case ENABLE, DISABLE -> {
                trigger.didIt(true);
                set(trigger, trigger.action().kind() == TriggerAction.Kind.ENABLE);
            }
            case COUNT -> {}
        }
    }

    /** Takes a snapshot, which counts when it has been taken; while it is being taken, another one is refused. */
    private void snapshot(Trigger trigger) {
        if (trigger.begin()) {
            String reason = "trigger " + trigger.id() + " on " + trigger.selection().parameters();
            snapshots.take(reason).whenComplete((taken, problem) -> trigger.ended(problem == null));
        } else if (trigger.isLive()) {
            trigger.didIt(false);
        }
    }

    private void set(Trigger trigger, boolean enabled) {
        events.all().forEach(event -> {
            boolean meant = trigger.action().events() == null
                    || trigger.action().events().matches(event.system(), event.name());
            if (meant && events.isEnabled(event.id()) != enabled) {
                events.setEnabled(event.id(), enabled);
            }
        });
    }
}
