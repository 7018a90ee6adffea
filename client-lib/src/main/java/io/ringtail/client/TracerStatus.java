package io.ringtail.client;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What a tracer is doing, and why events are not written if they are not.
 *
 * @param state whether the process is attached
 * @param directory the run directory
 * @param reason why the process is not attached, and what to do about it; empty if it is attached and its daemon runs
 * @param earlyKept the events written before the first attach that wait for it
 * @param earlyLost the events written before the daemon had answered for their type, for which there was no room
 * @param events the event types registered so far, ordered by name
 */
public record TracerStatus(
        State state, Path directory, String reason, int earlyKept, long earlyLost, List<Event> events) {
    /** Whether a tracer's process is attached to a buffer. */
    public enum State {
        /** No daemon has been found yet, or it refused this process. */
        SEARCHING,
        /** Attached; events are written even while the daemon is away. */
        ATTACHED,
        /** Closed: nothing is written any more. */
        CLOSED
    }

    /**
     * An event type.
     *
     * @param name {@code system:name}
     * @param registered whether the daemon has given it an id
     * @param enabled whether it is registered and switched on
     * @param problem why its events are not written; empty if there is no problem
     * @param malformed its events that were not written, since their fields were not those declared or a value failed
     * @param cut its events with a text that was cut to fit
     */
    public record Event(String name, boolean registered, boolean enabled, String problem, long malformed, long cut) {}

    /** Returns the status in lines of text, for a log. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(256);
        text.append("ringtail: ").append(state.name().toLowerCase(Locale.ROOT));
        text.append(", directory ").append(directory);
        if (!reason.isEmpty()) {
            text.append(": ").append(reason);
        }
        if (earlyKept > 0 || earlyLost > 0) {
            text.append("; before the daemon's answer: ").append(earlyKept).append(" events kept, ");
            text.append(earlyLost).append(" lost");
        }
        for (Event event : events) {
            text.append("\n  ").append(event.name()).append(event.registered() ? "" : ", not registered");
            text.append(event.registered() && !event.enabled() ? ", disabled" : "");
            text.append(event.problem().isEmpty() ? "" : ": " + event.problem());
            text.append(event.malformed() == 0 ? "" : ", malformed " + event.malformed());
            text.append(event.cut() == 0 ? "" : ", cut " + event.cut());
        }
        return text.toString();
    }
}
