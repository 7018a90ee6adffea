package io.ringtail.cli;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.FormatField;
import io.ringtail.proto.event.InvalidFormatException;
import io.ringtail.reader.remote.RemoteDaemon;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ringtail list}: lists the registered events. */
@Command(
        name = "list",
        description = "Lists the registered events: whether each is enabled, its id and its fields.",
        footer = {"  ringtail list", "  ringtail list --event 'load:*'"})
final class ListCommand implements Callable<Integer> {
    @Mixin
    private DaemonOptions where;

    @Option(
            names = "--event",
            paramLabel = "GLOB",
            description =
                    "Only events whose SYSTEM:NAME, or either part, matches; * and ? are wildcards (default: all).")
    private @Nullable String event;

    @Override
    public Integer call() throws Exception {
        RemoteDaemon daemon = where.daemon();
        EventGlob glob = new EventGlob(event == null ? "*" : event);
        Table table = new Table().row("EVENT", "ID", "ENABLED", "FIELDS");
        for (EventFormats.Event each : EventFormats.of(daemon)) {
            if (glob.matches(each.name())) {
                table.row(each.name(), each.id(), each.enabled() ? "yes" : "no", fields(each.format()));
            }
        }
        Output output = Output.standard();
        table.appendTo(output.text());
        output.flush();
        return 0;
    }

    private static String fields(String format) {
        try {
            return EventFormat.parse(format).fields().stream()
                    .filter(field -> !field.name().startsWith("common_"))
                    .map(ListCommand::field)
                    .collect(Collectors.joining(", "));
        } catch (InvalidFormatException e) {
            return "?";
        }
    }

    private static String field(FormatField field) {
        String array = field.arrayLength() > 0 ? "[" + field.arrayLength() + "]" : "";
        return (field.dynamic() && field.isText() ? "string" : field.type()) + " " + field.name() + array;
    }
}
