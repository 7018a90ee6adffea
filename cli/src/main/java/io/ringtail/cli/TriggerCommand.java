package io.ringtail.cli;

import io.ringtail.reader.filter.Selection;
import io.ringtail.reader.remote.RemoteDaemon;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ringtail trigger}: what the daemon does when an event matches. */
@Command(
        name = "trigger",
        description = {
            "Makes the daemon do something when an event is written that matches, as tracefs's trigger files do.",
            "",
            "  add EVENTS [--if PREDICATE] --do ACTION  adds a trigger for events from now on",
            "  list                                     lists the triggers, and how often each matched",
            "  remove ID                                removes one",
            "",
            "An ACTION is one of:",
            "  snapshot      take a snapshot, as ringtail snapshot does",
            "  stop          disable all events, so that the rings keep what led to this one",
            "  count         only count",
            "  enable:GLOB   enable events",
            "  disable:GLOB  disable events",
            "Each but count may end in :N, to be done N times at most. Triggers end with the daemon."
        },
        footer = {
            "  ringtail trigger add 'shop:order' --if 'duration > 100ms' --do snapshot:1",
            "  ringtail trigger add 'jvm:gc_begin' --do enable:'http:*'",
            "  ringtail trigger list",
            "  ringtail trigger remove 1"
        })
final class TriggerCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DaemonOptions where;

    @Parameters(index = "0", paramLabel = "add|list|remove", description = "What to do.")
    private String what;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "EVENTS|ID",
            description = "Events whose SYSTEM:NAME, or either part, matches; or the id of the trigger to remove.")
    private @Nullable String subject;

    @Option(names = "--if", paramLabel = "PREDICATE", description = "Only events for which this is true.")
    private @Nullable String predicate;

    @Option(names = "--do", paramLabel = "ACTION", description = "What to do, as above.")
    private @Nullable String action;

    @Override
    public Integer call() throws Exception {
        switch (what) {
            case "add" -> add(needed(subject, "the events that it waits for"), needed(action, "--do ACTION"));
            case "list" -> list();
            case "remove" -> remove(needed(subject, "the id of a trigger, which ringtail trigger list shows"));
            default -> throw wrong("'" + what + "' is none of add, list and remove");
        }
        return 0;
    }

    private String needed(@Nullable String value, String name) {
        if (value == null) {
            throw wrong("trigger " + what + " needs " + name);
        }
        return value;
    }

    private ParameterException wrong(String text) {
        return new ParameterException(spec.commandLine(), text);
    }

    private void add(String events, String toDo) throws IOException, CommandException {
        EventGlob glob = EventGlob.of(events);
        Selection selection = new Selection(
                events,
                Selection.Threads.ALL,
                Selection.Threads.ALL,
                SelectionOptions.filter(spec.commandLine(), "--if", predicate));
        RemoteDaemon daemon = where.daemon();
        new SelectionHints(selection, glob, spec.commandLine().getErr()).compareWith(daemon);
        Map<String, String> parameters = new LinkedHashMap<>(selection.parameters());
        parameters.put("do", toDo);
        Map<String, @Nullable Object> added = parsed(daemon, daemon.post("/triggers", parameters));
        Output output = Output.standard();
        output.line("trigger " + Json.number(added, "id"));
        output.flush();
    }

    private void remove(String id) throws IOException, CommandException {
        if (!id.matches("\\d{1,18}")) {
            throw wrong("'" + id + "' is no id of a trigger: ringtail trigger list shows them");
        }
        where.daemon().delete("/triggers", Map.of("id", id));
    }

    private void list() throws IOException, CommandException {
        RemoteDaemon daemon = where.daemon();
        Map<String, @Nullable Object> all = parsed(daemon, daemon.read("/triggers", "application/json"));
        Table table = new Table().row("ID", "EVENTS", "IF", "DO", "LIVE", "MATCHED", "DONE", "REFUSED");
        for (Map<String, @Nullable Object> trigger : Json.objects(all, "triggers")) {
            table.row(
                    Json.number(trigger, "id"),
                    text(trigger, "event"),
                    text(trigger, "filter"),
                    text(trigger, "do"),
                    Boolean.TRUE.equals(trigger.get("live")) ? "yes" : "no",
                    Json.number(trigger, "matched"),
                    Json.number(trigger, "done"),
                    Json.number(trigger, "refused"));
        }
        Output output = Output.standard();
        table.appendTo(output.text());
        output.line(Json.number(all, "events") + " events seen, " + Json.number(all, "lost") + " missed");
        String problem = text(all, "problem");
        if (!problem.isEmpty() && !problem.equals("-")) {
            output.line("not watching any more: " + problem);
        }
        output.flush();
    }

    private static String text(Map<String, @Nullable Object> object, String name) {
        return object.get(name) instanceof String text && !text.isEmpty() ? Problems.oneLine(text) : "-";
    }

    private static Map<String, @Nullable Object> parsed(RemoteDaemon daemon, String json) throws IOException {
        try {
            return Json.object(json);
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "cannot parse " + daemon.base() + "/triggers (" + e.getMessage()
                            + "): use the same version of Ringtail on both ends",
                    e);
        }
    }
}
