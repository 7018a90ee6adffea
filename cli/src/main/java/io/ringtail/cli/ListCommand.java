package io.ringtail.cli;

import io.ringtail.cli.live.TerminalMode;
import io.ringtail.reader.remote.RemoteDaemon;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ringtail list}: lists the registered events. */
@Command(
        name = "list",
        description =
                "Lists the registered events: whether each is enabled, its id, its level, its label and its fields with"
                        + " their units.",
        footer = {
            "  ringtail list",
            "  ringtail list --event 'load:*' --long",
            "  ringtail list --json | jq -r 'select(.enabled | not) | .event'"
        })
final class ListCommand implements Callable<Integer> {
    private static final int COLUMNS = 80;

    @Mixin
    private DaemonOptions where;

    @Mixin
    private EventOption event;

    @Option(
            names = {"-l", "--long"},
            description = "Below each event, its description, and a line for each field: its label, type, unit and"
                    + " description, and the names of its values.")
    private boolean detailed;

    @Option(
            names = "--json",
            description = "Print an object of JSON per event and line, with all that --long shows and its switch.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        RemoteDaemon daemon = where.daemon();
        EventGlob glob = event.glob();
        Output output = Output.standard();
        EventTable table = new EventTable(detailed, TerminalMode.isTerminal(1) ? COLUMNS : Integer.MAX_VALUE);
        for (EventFormats.Event each : EventFormats.of(daemon)) {
            if (glob != null && !glob.matches(each.name())) {
                continue;
            }
            if (json) {
                output.line(EventJson.of(new ListedEvent(each)));
            } else {
                table.add(new ListedEvent(each));
            }
        }
        if (!json) {
            table.appendTo(output.text());
        }
        output.flush();
        return 0;
    }
}
