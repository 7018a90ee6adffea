package io.ringtail.cli;

import io.ringtail.daemon.http.ViewServer;
import io.ringtail.daemon.http.ViewedTrace;
import io.ringtail.reader.filter.Selection;
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

/** {@code ringtail view}: shows trace.dat files in a browser. */
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
                    + " or a time like 2026-01-31T12:00:00Z."
        },
        footer = {
            "  ringtail view trace.dat",
            "  ringtail view trace.dat --since -10s --event 'http:*'",
            "  ringtail view app.dat kernel.dat",
            "  ssh -L 9000:127.0.0.1:9000 host ringtail view --no-open --port 9000 trace.dat"
        })
final class ViewCommand implements Callable<Integer> {
    private static final int MOST_PORT = 65_535;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "The trace.dat files; one may be -, standard input.")
    private List<Path> files;

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

    @Override
    public Integer call() throws Exception {
        if (port < 0 || port > MOST_PORT) {
            throw new ParameterException(
                    spec.commandLine(), "--port is " + port + ": give a number from 0 to " + MOST_PORT);
        }
        if (sameClock && files.size() < 2) {
            throw new ParameterException(spec.commandLine(), "--same-clock is for several files");
        }
        Selection selection = selected.selection(process.list());
        SelectionHints hints = new SelectionHints(
                selection, selected.glob(), spec.commandLine().getErr());
        try (ViewedFiles viewed = new ViewedFiles(files, sameClock)) {
            for (int i = 0; i < files.size(); i++) {
                hints.compareWith(viewed.readers().get(i), files.get(i).toString());
            }
            check(viewed, selection);
            CountDownLatch ended = new CountDownLatch(1);
            try (ViewServer server = ViewServer.start(port, viewed)) {
                EndSignals.onFirst(ended::countDown);
                show(server.url() + query(selection), ended);
            }
        }
        return 0;
    }

    /** Opens what the page will ask for, and ends with what is wrong with it. */
    private void check(ViewedFiles viewed, Selection selection) throws TraceDatException, CommandException {
        try {
            viewed.open(new ViewedTrace.Part(selection, cpus.set(), text(since), text(until), buffer));
        } catch (IllegalArgumentException e) {
            throw new CommandException("--" + e.getMessage(), e);
        }
    }

    private void show(String url, CountDownLatch ended) throws IOException, InterruptedException {
        Output output = Output.standard();
        output.line("ringtail: " + shownFiles() + " at " + url);
        output.flush();
        PrintWriter err = spec.commandLine().getErr();
        try (Browser browser = printsOnly ? Browser.NONE : Browser.open(url)) {
            err.println("ringtail: " + (browser.isOpening() ? "a browser opens" : "open")
                    + " this address; Ctrl-C ends it");
            err.flush();
            ended.await();
        }
    }

    private String shownFiles() {
        return files.stream().map(Path::toString).map(Problems::oneLine).collect(Collectors.joining(", "));
    }

    /** The page's parameters, by which it asks for the events. */
    private String query(Selection selection) {
        Map<String, String> parameters = new LinkedHashMap<>(selection.parameters());
        put(parameters, "cpu", cpus.list());
        put(parameters, "since", since);
        put(parameters, "until", until);
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
