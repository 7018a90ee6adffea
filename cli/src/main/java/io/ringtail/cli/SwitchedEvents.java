package io.ringtail.cli;

import io.ringtail.reader.remote.RemoteDaemon;
import java.io.IOException;
import java.util.List;

/** Enables or disables the events that a pattern matches, in all processes. */
final class SwitchedEvents {
    private SwitchedEvents() {}

    /** Enables or disables the events, and prints their names. */
    static void set(RemoteDaemon daemon, EventGlob glob, boolean enabled) throws IOException, CommandException {
        List<String> events = DaemonReport.of(daemon).events().stream()
                .map(DaemonReport.Event::name)
                .toList();
        List<String> matching = events.stream().filter(glob::matches).toList();
        if (matching.isEmpty()) {
            List<String> near = glob.near(events);
            throw new CommandException("no event matches '" + glob + "': "
                    + (near.isEmpty() ? "none is registered" : "the closest are " + String.join(", ", near)));
        }
        Output output = Output.standard();
        for (String event : matching) {
            daemon.write("/events/" + event.replace(':', '/') + "/enable", enabled ? "1" : "0");
            output.line(event + (enabled ? " enabled" : " disabled"));
        }
        output.flush();
    }
}
