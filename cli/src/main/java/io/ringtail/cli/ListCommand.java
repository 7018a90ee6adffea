package io.ringtail.cli;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.EventProperties;
import io.ringtail.proto.event.FormatField;
import io.ringtail.proto.event.InvalidFormatException;
import io.ringtail.reader.remote.RemoteDaemon;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ringtail list}: lists the registered events. */
@Command(
        name = "list",
        description =
                "Lists the registered events: whether each is enabled, its id, its level, its label and its fields.",
        footer = {"  ringtail list", "  ringtail list --event 'load:*' --long"})
final class ListCommand implements Callable<Integer> {
    @Mixin
    private DaemonOptions where;

    @Mixin
    private EventOption event;

    @Option(
            names = {"-l", "--long"},
            description =
                    "Below each event, its description, and a line for each field: its label, unit and description.")
    private boolean detailed;

    @Override
    public Integer call() throws Exception {
        RemoteDaemon daemon = where.daemon();
        EventGlob glob = event.glob();
        Table table = new Table().row("EVENT", "ID", "ENABLED", "LEVEL", "LABEL", "FIELDS");
        for (EventFormats.Event each : EventFormats.of(daemon)) {
            if (glob == null || glob.matches(each.name())) {
                add(table, each);
            }
        }
        Output output = Output.standard();
        table.appendTo(output.text());
        output.flush();
        return 0;
    }

    private void add(Table table, EventFormats.Event event) {
        EventProperties properties = event.properties();
        Optional<List<FormatField>> fields = fields(event.format());
        table.row(
                event.name(),
                event.id(),
                event.enabled() ? "yes" : "no",
                properties.of(EventProperties.Key.LEVEL).orElse("-"),
                properties.of(EventProperties.Key.LABEL).orElse("-"),
                fields.map(all -> all.stream().map(ListCommand::field).collect(Collectors.joining(", ")))
                        .orElse("?"));
        if (detailed) {
            properties.of(EventProperties.Key.DESCRIPTION).ifPresent(text -> addText(table, "", "", text));
            properties
                    .of(EventProperties.Key.SAMPLED)
                    .ifPresent(every -> addText(table, "", "", "one of " + every + " is written"));
            fields.orElse(List.of()).forEach(field -> addField(table, properties, field));
        }
    }

    private static void addField(Table table, EventProperties properties, FormatField field) {
        String unit = properties
                .of(field.name(), EventProperties.Key.UNIT)
                .map(text -> " [" + text + ']')
                .orElse("");
        String description = properties
                .of(field.name(), EventProperties.Key.DESCRIPTION)
                .map(text -> ": " + text)
                .orElse("");
        String label = properties.of(field.name(), EventProperties.Key.LABEL).orElse("");
        addText(table, "  " + field.name(), label, field(field) + unit + description);
    }

    private static void addText(Table table, String name, String label, String text) {
        table.row(name, "", "", "", label, text);
    }

    /** The fields of a format, without the common ones; empty if it cannot be parsed. */
    private static Optional<List<FormatField>> fields(String format) {
        try {
            return Optional.of(EventFormat.parse(format).fields().stream()
                    .filter(field -> !field.name().startsWith("common_"))
                    .toList());
        } catch (InvalidFormatException e) {
            return Optional.empty();
        }
    }

    private static String field(FormatField field) {
        String array = field.arrayLength() > 0 ? "[" + field.arrayLength() + "]" : "";
        return (field.dynamic() && field.isText() ? "string" : field.type()) + " " + field.name() + array;
    }
}
