package io.ringtail.cli;

import io.ringtail.daemon.http.ViewServer;
import io.ringtail.daemon.http.ViewedTrace;
import io.ringtail.reader.filter.Selection;
import io.ringtail.reader.fleet.FleetSettings;
import io.ringtail.reader.tracedat.TraceDatException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ringtail view}: shows trace.dat files, or a fleet's events, in a browser. */
@Command(
        name = "view",
        description = {
            "Shows trace.dat files of Ringtail or trace-cmd in a browser, until it is interrupted: the daemon's page over"
                    + " the files' events, on a free port of 127.0.0.1. Its address contains a secret, without which other"
                    + " users of this machine get nothing.",
            "",
            "The page reads all chosen events and counts them; it keeps the last 131,072 of them for its tail, and the"
                    + " last 65,536 spans. Choose others by time, type or predicate, here or on the page. A TIME is as for"
                    + " ringtail cut: seconds as report prints them, +1.5s after the first event, -2s before the last one,"
                    + " or a time like 2026-01-31T12:00:00Z.",
            "",
            "With --kafka, the events are those that a fleet's hosts have shipped to Kafka, or with --snapshot those of a"
                    + " snapshot of the fleet: they are recorded into temporary files first, one for each host, and shown"
                    + " on one time line. --since and --until are then as for ringtail tail, unless it is a snapshot."
        },
        footer = {
            "  ringtail view trace.dat",
            "  ringtail view trace.dat --since -10s --event 'http:*'",
            "  ringtail view app.dat kernel.dat",
            "  ringtail view --kafka broker:9092 --host 'web-*' --since 10m --until 5m",
            "  ringtail view --kafka broker:9092 --snapshot 20260131T120000Z-0123456789abcdef",
            "  ssh -L 9000:127.0.0.1:9000 host ringtail view --no-open --port 9000 trace.dat"
        })
final class ViewCommand implements Callable<Integer> {
    private static final int MOST_PORT = 65_535;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            description = "The trace.dat files; one may be -, standard input. None with --kafka.")
    private List<Path> files = List.of();

    @Option(names = "--no-open", description = "Print the page's address only, and open no browser.")
    private boolean printsOnly;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "The port of 127.0.0.1 to listen on (default: a free one).")
    private int port;

    @Option(names = "--since", paramLabel = "TIME", description = "The time of the first event (default: all).")
    private @Nullable String since;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            description = "The end: only events before this time (default: all).")
    private @Nullable String until;

    @Option(
            names = "--buffer",
            paramLabel = "NAME",
            description = "Only the events of this buffer: the name of an instance, or '' for the top buffer (default:"
                    + " all).")
    private @Nullable String buffer;

    @Option(
            names = "--same-clock",
            description = "Take several files' clocks for one, unless they name different boots.")
    private boolean sameClock;

    @Mixin
    private SelectionOptions selected;

    @Mixin
    private ProcessOption process;

    @Mixin
    private CpuOption cpus;

    @Mixin
    private KafkaOptions kafka;

    @Mixin
    private HostOption host;

    @Mixin
    private SnapshotOption snapshot;

    @Override
    public Integer call() throws Exception {
        if (port < 0 || port > MOST_PORT) {
            throw new ParameterException(
                    spec.commandLine(), "--port is " + port + ": give a number from 0 to " + MOST_PORT);
        }
        kafka.requireNoneAlone();
        String id = snapshot.id(kafka.areGiven());
        if (files.isEmpty() != kafka.areGiven()) {
            throw new ParameterException(spec.commandLine(), "give FILE or --kafka, one of them");
        }
        if (!kafka.areGiven() && host.pattern() != null) {
            throw new ParameterException(spec.commandLine(), "--host is about a Kafka cluster: give --kafka, too");
        }
        if (sameClock && files.size() < 2) {
            throw new ParameterException(spec.commandLine(), "--same-clock is for several files");
        }
        Selection selection = selected.selection(process.list());
        if (kafka.areGiven()) {
            showFleet(id, selection);
        } else {
            showFiles(selection);
        }
        return 0;
    }

    private void showFiles(Selection selection) throws Exception {
        SelectionHints hints = new SelectionHints(
                selection, selected.glob(), spec.commandLine().getErr());
        List<String> names = files.stream().map(Path::toString).toList();
        try (ViewedFiles viewed = new ViewedFiles(names, files, sameClock)) {
            for (int i = 0; i < files.size(); i++) {
                hints.compareWith(viewed.readers().get(i), names.get(i));
            }
            String shown = names.stream().map(Problems::oneLine).collect(Collectors.joining(", "));
            show(viewed, shown, selection, text(since), text(until));
        }
    }

    private void showFleet(@Nullable String id, Selection selection) throws Exception {
        FleetSettings settings = kafka.settings();
        try (ScratchDirectory scratch = FleetFiles.scratch()) {
            FleetFiles recorded =
                    new FleetFiles(settings, scratch.path(), spec.commandLine().getErr());
            List<FleetRecordings.Part> parts = id == null
                    ? recorded.record(FleetOptions.past(spec, host.pattern(), cpus.set(), selection, since, until))
                    : recorded.snapshot(id, host.pattern());
            List<String> names = parts.stream()
                    .map(part -> String.valueOf(part.file().getFileName()))
                    .toList();
            try (ViewedFiles viewed = new ViewedFiles(names, FleetFiles.paths(parts), false)) {
                String shown = String.join(", ", names) + " of " + (id == null ? settings.brokers() : "snapshot " + id);
                // The times have chosen what was recorded, unless it is a snapshot.
                show(viewed, shown, selection, id == null ? "" : text(since), id == null ? "" : text(until));
            }
        }
    }

    private void show(ViewedFiles viewed, String shown, Selection selection, String from, String to) throws Exception {
        check(viewed, new ViewedTrace.Part(selection, cpus.set(), from, to, buffer));
        CountDownLatch ended = new CountDownLatch(1);
        try (ViewServer server = ViewServer.start(port, viewed)) {
            EndSignals.onFirst(ended::countDown);
            show(server.url() + query(selection, from, to), shown, ended);
        }
    }

    /** Opens what the page will ask for, and ends with what is wrong with it. */
    private static void check(ViewedFiles viewed, ViewedTrace.Part part) throws TraceDatException, CommandException {
        try {
            viewed.open(part);
        } catch (IllegalArgumentException e) {
            throw new CommandException("--" + e.getMessage(), e);
        }
    }

    private void show(String url, String shown, CountDownLatch ended) throws IOException, InterruptedException {
        Output output = Output.standard();
        output.line("ringtail: " + shown + " at " + url);
        output.flush();
        PrintWriter err = spec.commandLine().getErr();
        try (Browser browser = printsOnly ? Browser.NONE : Browser.open(url)) {
            err.println("ringtail: " + (browser.isOpening() ? "a browser opens" : "open")
                    + " this address; Ctrl-C ends it");
            err.flush();
            ended.await();
        }
    }

    /** The page's parameters, by which it asks for the events. */
    private String query(Selection selection, String from, String to) {
        Map<String, String> parameters = new LinkedHashMap<>(selection.parameters());
        put(parameters, "cpu", cpus.list());
        put(parameters, "since", from.isEmpty() ? null : from);
        put(parameters, "until", to.isEmpty() ? null : to);
        put(parameters, "buffer", buffer);
        String query = parameters.entrySet().stream()
                .map(entry -> entry.getKey() + '=' + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return query.isEmpty() ? "" : '?' + query;
    }

    private static void put(Map<String, String> parameters, String name, @Nullable String value) {
        if (value != null) {
            parameters.put(name, value);
        }
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
