package io.ringtail.cli;

import io.ringtail.reader.tracedat.Destination;
import io.ringtail.reader.tracedat.TraceDatException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.spi.ToolProvider;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ringtail query}: SQL over trace.dat files. */
@Command(
        name = "query",
        description = {
            "Answers SQL over trace.dat files, by DuckDB.",
            "",
            "There is a view for each event type, SYSTEM.NAME, with the event's fields as columns, and the views"
                    + " events, spans, sched, losses, threads and counters; \"show all tables\" lists them. Times are in"
                    + " nanoseconds. Each view has the columns host and file.",
            "",
            "With --kafka, the events are those of a fleet's hosts in Kafka, or of a snapshot of them: they are"
                    + " recorded into temporary files first.",
            "",
            "SQL needs ringtail-query.jar and duckdb_jdbc.jar beside ringtail.jar."
        },
        footer = {
            "  ringtail query trace.dat --ask percentiles",
            "  ringtail query trace.dat \"select note, count(*) from load.tick group by note\"",
            "  ringtail query a.dat b.dat --format csv -o spans.csv \"select * from spans where dur > 1e6\"",
            "  ringtail query --kafka broker:9092 --host 'web-*' --since 10m --ask slowest-spans",
            "  ringtail query --kafka broker:9092 --snapshot 20260131T120000Z-0123456789abcdef --ask slowest-spans",
            "  ringtail query trace.dat --format parquet -o events.parquet \"select * from events\""
        })
final class QueryCommand implements Callable<Integer> {
    private static final long LEAST_MEMORY = 64L << 20;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE… SQL",
            arity = "0..*",
            description =
                    "The trace.dat files, - for standard input, and the SQL; with --ask, files only; with --kafka, no"
                            + " files.")
    private List<String> words = List.of();

    @Option(
            names = "--ask",
            paramLabel = "QUESTION",
            description = "A ready question instead of SQL: slowest-spans, meanwhile, percentiles, off-cpu, losses"
                    + " or rates.")
    private @Nullable String question;

    @Option(
            names = "--host",
            paramLabel = "NAME",
            description =
                    "The host of a file, once for each file in their order (default: the host that the file names,"
                            + " or the file's name); with --kafka, a pattern of the hosts that are read.")
    private List<String> hosts = List.of();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "table, csv, json (an object per line) or parquet (default: table).")
    private Format format = Format.TABLE;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "The file to write; an existing file is replaced once the new one is complete (default:"
                    + " standard output).")
    private Path output = Path.of("-");

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            description = "What DuckDB may allocate; larger intermediate results go to temporary files (default: 1g).")
    private long memoryBytes = 1L << 30;

    @Mixin
    private FleetOptions fleet;

    @Mixin
    private SnapshotOption snapshot;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "With --kafka: begin with this time, a duration ago like 10m, or one like"
                    + " 2026-01-31T12:00:00Z (default: the oldest events there).")
    private @Nullable String since;

    /** The forms of a result. */
    private enum Format {
        TABLE,
        CSV,
        JSON,
        PARQUET
    }

    @Override
    public Integer call() throws Exception {
        boolean ofFleet = fleet.areGiven();
        snapshot.id(ofFleet, "--since", "--until", "--hold");
        requireWords(ofFleet);
        if (!ofFleet && hosts.size() > files().size()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--host is given " + hosts.size() + " times for " + files().size()
                            + " FILE: give it once for each");
        }
        if (memoryBytes < LEAST_MEMORY) {
            throw new CommandException("--memory " + memoryBytes + " is too little: give at least 64m");
        }
        try (QueryModule module = QueryModule.load();
                ScratchDirectory scratch =
                        ScratchDirectory.make(Path.of(System.getProperty("java.io.tmpdir")), "ringtail-query")) {
            List<String> arguments = ofFleet ? fleetArguments(scratch.path()) : arguments(scratch.path());
            Destination target = TargetFile.open(output);
            target.write(channel -> write(channel, module.tool(), arguments, scratch.path()));
        }
        return 0;
    }

    private void requireWords(boolean ofFleet) {
        int least = (question == null ? 1 : 0) + (ofFleet ? 0 : 1);
        if (words.size() < least) {
            throw new ParameterException(
                    spec.commandLine(),
                    ofFleet
                            ? "give SQL as one argument, or --ask with a ready question"
                            : "give files, then SQL as one argument, or --ask with a ready question");
        }
        if (ofFleet && (words.size() > least || hosts.size() > 1)) {
            throw new ParameterException(spec.commandLine(), "with --kafka, give no files, and one --host at most");
        }
        if (!ofFleet && since != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--since is for --kafka: cut a file with ringtail cut, or name times in the SQL");
        }
    }

    /** Records the hosts of a fleet into a directory that is removed later. */
    private List<String> fleetArguments(Path scratch) throws CommandException, TraceDatException, IOException {
        FleetFiles files =
                new FleetFiles(fleet.settings(), scratch, spec.commandLine().getErr());
        String pattern = hosts.isEmpty() ? null : hosts.get(0);
        String id = snapshot.id(true);
        List<FleetRecordings.Part> parts =
                id == null ? files.record(fleet.query(pattern, since)) : files.snapshot(id, pattern);
        List<String> arguments = new ArrayList<>();
        parts.forEach(part -> arguments.add("file=" + part.file()));
        parts.forEach(part -> arguments.add("host=" + part.host()));
        return withQuestion(arguments, scratch);
    }

    private List<String> files() {
        return question == null ? words.subList(0, words.size() - 1) : words;
    }

    private List<String> arguments(Path scratch) throws CommandException, TraceDatException, IOException {
        List<String> arguments = new ArrayList<>();
        QueryFiles files = new QueryFiles(scratch);
        for (String file : files()) {
            arguments.add("file=" + files.regular(path(file)));
        }
        hosts.forEach(host -> arguments.add("host=" + host));
        return withQuestion(arguments, scratch);
    }

    private List<String> withQuestion(List<String> arguments, Path scratch) {
        arguments.add(question == null ? "sql=" + words.get(words.size() - 1) : "ask=" + question);
        arguments.add("memory=" + memoryBytes);
        arguments.add("temporary=" + scratch);
        return arguments;
    }

    private Path path(String file) {
        try {
            return Path.of(file);
        } catch (InvalidPathException e) {
            throw new ParameterException(spec.commandLine(), Problems.unusable(e), e);
        }
    }

    private void write(WritableByteChannel channel, ToolProvider tool, List<String> arguments, Path scratch)
            throws IOException {
        List<String> all = new ArrayList<>(arguments);
        if (format == Format.PARQUET) {
            Path file = scratch.resolve("result.parquet");
            all.add("parquet=" + file);
            run(tool, spec.commandLine().getOut(), all);
            Files.copy(file, Channels.newOutputStream(channel));
        } else {
            all.add("format=" + format.name().toLowerCase(Locale.ROOT));
            QueryOutput out = new QueryOutput(Channels.newOutputStream(channel));
            run(tool, out.writer(), all);
            out.check();
        }
    }

    private void run(ToolProvider tool, PrintWriter out, List<String> arguments) throws IOException {
        try {
            tool.run(out, spec.commandLine().getErr(), arguments.toArray(String[]::new));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
