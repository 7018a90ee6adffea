package io.ringtail.cli;

import io.ringtail.proto.event.EventProperties;
import io.ringtail.reader.remote.RemoteDaemon;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Enables or disables the events that a pattern matches, in all processes. */
final class SwitchedEvents {
    private SwitchedEvents() {}

    /** Enables or disables the events, and prints their names. */
    static void set(RemoteDaemon daemon, EventGlob glob, boolean enabled) throws IOException, CommandException {
        List<String> events = DaemonReport.of(daemon).events().stream()
                .map(DaemonReport.Event::name)
                .toList();
        set(daemon, glob, enabled, events);
    }

    /** Enables the events of a level or a graver one, or disables those of a level or a more detailed one. */
    static void set(RemoteDaemon daemon, EventGlob glob, boolean enabled, String level)
            throws IOException, CommandException {
        int limit = EventProperties.LEVELS.indexOf(level);
        if (limit < 0) {
            throw new CommandException(
                    "there is no level '" + level + "': give " + String.join(", ", EventProperties.LEVELS));
        }
        List<String> events = new ArrayList<>();
        for (EventFormats.Event event : EventFormats.of(daemon)) {
            int own = event.properties()
                    .of(EventProperties.Key.LEVEL)
                    .map(EventProperties.LEVELS::indexOf)
                    .orElse(-1);
            if (own >= 0 && (enabled ? own <= limit : own >= limit)) {
                events.add(event.name());
            }
        }
        set(daemon, glob, enabled, events);
    }

    private static void set(RemoteDaemon daemon, EventGlob glob, boolean enabled, List<String> events)
            throws IOException, CommandException {
        List<String> matching = events.stream().filter(glob::matches).toList();
        if (matching.isEmpty()) {
            List<String> near = glob.near(events);
            throw new CommandException("no event matches '" + glob + "': "
                    + (near.isEmpty() ? "there is none" : "the closest are " + String.join(", ", near)));
        }
        Output output = Output.standard();
        for (String event : matching) {
            daemon.write("/events/" + event.replace(':', '/') + "/enable", enabled ? "1" : "0");
            output.line(event + (enabled ? " enabled" : " disabled"));
        }
        output.flush();
    }
}
