package io.ringtail.cli;

import io.ringtail.daemon.ByteSize;
import io.ringtail.reader.remote.RemoteDaemon;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
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

/** {@code ringtail instance}: further rings with their own switches and readers. */
@Command(
        name = "instance",
        description = {
            "Adds, lists and removes instances, as tracefs has them: each has its own rings, switches and readers.",
            "",
            "  add NAME [--buffer-size SIZE] [--mode MODE] [--event GLOB]...  adds one",
            "  list                                                         lists them",
            "  remove NAME                                                  removes one, with its events",
            "",
            "An event is written to the daemon's rings, and to those of each instance that has it enabled. At first an"
                    + " instance has only the events of --event enabled. Every command uses an instance with"
                    + " --dir DIR/instances/NAME, or --url URL/instances/NAME. Instances survive the daemon's restart."
        },
        footer = {
            "  ringtail instance add gc --buffer-size 16m --event 'jvm:gc_*'",
            "  ringtail enable 'http:*' --dir /run/ringtail/instances/gc",
            "  ringtail tail --dir /run/ringtail/instances/gc",
            "  ringtail instance remove gc"
        })
final class InstanceCommand implements Callable<Integer> {
    private static final String PATH = "/instances";

    @Spec
    private CommandSpec spec;

    @Mixin
    private DaemonOptions where;

    @Parameters(index = "0", paramLabel = "add|list|remove", description = "What to do.")
    private String what;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "NAME",
            description = "The instance's name: 1 to 32 letters, digits, _ and -.")
    private @Nullable String name;

    @Option(
            names = "--buffer-size",
            paramLabel = "SIZE",
            description = "The size of each CPU's ring: a power of two, like 4m (default: the daemon's).")
    private @Nullable String bufferSize;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            description = "What full rings do: overwrite or discard (default: the daemon's).")
    private @Nullable String mode;

    @Option(
            names = "--event",
            paramLabel = "GLOB",
            description = "Enables the events whose SYSTEM:NAME, or either part, matches; may be given repeatedly.")
    private List<String> events = List.of();

    @Override
    public Integer call() throws Exception {
        switch (what) {
            case "add" -> add(named());
            case "list" -> list();
            case "remove" -> where.daemon().delete(PATH, Map.of("name", named()));
            default -> throw wrong("'" + what + "' is none of add, list and remove");
        }
        return 0;
    }

    private String named() {
        if (name == null) {
            throw wrong("instance " + what + " needs the NAME of an instance");
        }
        return name;
    }

    private ParameterException wrong(String text) {
        return new ParameterException(spec.commandLine(), text);
    }

    private void add(String added) throws IOException, CommandException {
        Map<String, String> parameters = new LinkedHashMap<>(Map.of("name", added));
        if (bufferSize != null) {
            parameters.put("buffer-size", bufferSize);
        }
        if (mode != null) {
            parameters.put("mode", mode);
        }
        if (!events.isEmpty()) {
            parameters.put("event", String.join(",", events));
        }
        RemoteDaemon daemon = where.daemon();
        Map<String, @Nullable Object> instance = parsed(daemon, daemon.post(PATH, parameters));
        Output output = Output.standard();
        output.line("instance " + added + ": " + Problems.oneLine(Json.string(instance, "directory")));
        output.flush();
    }

    private void list() throws IOException, CommandException {
        RemoteDaemon daemon = where.daemon();
        Map<String, @Nullable Object> all = parsed(daemon, daemon.read(PATH, "application/json"));
        Table table = new Table().row("NAME", "BUFFER-SIZE", "MODE", "EVENTS", "CLIENTS", "DIRECTORY");
        for (Map<String, @Nullable Object> instance : Json.objects(all, "instances")) {
            table.row(
                    text(instance, "name"),
                    ByteSize.format(Json.number(instance, "buffer_size")),
                    text(instance, "mode"),
                    text(instance, "event"),
                    Json.number(instance, "clients"),
                    text(instance, "directory"));
        }
        Output output = Output.standard();
        table.appendTo(output.text());
        output.flush();
    }

    private static String text(Map<String, @Nullable Object> object, String key) {
        String text = Json.string(object, key);
        return text.isEmpty() ? "-" : Problems.oneLine(text);
    }

    private static Map<String, @Nullable Object> parsed(RemoteDaemon daemon, String json) throws IOException {
        try {
            return Json.object(json);
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "cannot parse " + daemon.base() + PATH + " (" + e.getMessage()
                            + "): use the same version of Ringtail on both ends",
                    e);
        }
    }
}
