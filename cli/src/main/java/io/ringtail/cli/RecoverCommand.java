package io.ringtail.cli;

import io.ringtail.daemon.NativeLibraries;
import io.ringtail.daemon.buffer.BufferFileException;
import io.ringtail.daemon.recovery.Recovery;
import io.ringtail.daemon.recovery.RecoveryReport;
import io.ringtail.reader.tracedat.Destination;
import io.ringtail.reader.tracedat.TraceDatException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ringtail recover}: makes a trace.dat from a buffer file. */
@Command(
        name = "recover",
        description = {
            "Creates a trace.dat from a buffer file whose daemon and JVMs have ended, or from a copy made at any time.",
            "",
            "The buffer file is not modified. Events that threads were writing when they were killed are repaired in"
                    + " memory, and appear in the trace.dat as ringtail:lost. A report of the events found, repaired"
                    + " and given up is printed on standard error. If a daemon or a JVM still uses the file, nothing"
                    + " is repaired, and only complete events are taken."
        },
        footer = {
            "  ringtail recover /run/ringtail/buffer -o trace.dat",
            "  ringtail recover --json saved-buffer -o trace.dat | jq .lost"
        })
final class RecoverCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "BUFFER", description = "The buffer file: DIR/buffer of a run directory, or a copy.")
    private Path buffer;

    @Mixin
    private OutputOption output;

    @Option(names = "--json", description = "Print the report as one JSON object on standard output.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Destination target = check();
        PrintWriter err = spec.commandLine().getErr();
        Progress progress = new Progress(err);
        RecoveryReport report;
        try {
            report = recover(progress, target);
        } finally {
            progress.end();
        }
        if (json) {
            Output output = Output.standard();
            output.line(RecoveryText.json(report));
            output.flush();
        } else {
            RecoveryText.lines(report).forEach(line -> err.println("ringtail: " + line));
            err.println("ringtail: " + TargetFile.next(output.file()));
            err.flush();
        }
        return 0;
    }

    private Destination check() throws CommandException, IOException {
        if (!Files.exists(buffer)) {
            throw new NoSuchFileException(buffer.toString());
        }
        if (!Files.isRegularFile(buffer)) {
            throw new CommandException(buffer + " is not a file: give a run directory's buffer, or a copy of one");
        }
        Path file = output.file();
        if (json && TargetFile.isStandardOutput(file)) {
            throw new ParameterException(
                    spec.commandLine(), "--json and -o " + file + " both write to standard output: give another -o");
        }
        if (Files.exists(file) && Files.isSameFile(buffer, file)) {
            throw new CommandException(file + " is the buffer itself: give -o another name");
        }
        return TargetFile.open(file);
    }

    private RecoveryReport recover(Progress progress, Destination target)
            throws CommandException, BufferFileException, TraceDatException, IOException {
        NativeLibraries.unpackFor(Path.of(System.getProperty("java.io.tmpdir")));
        NativeLibraries.loadFileCalls();
        try {
            return new Recovery(
                            buffer,
                            target,
                            recording -> progress.show(
                                    System.nanoTime(), recording.events(), recording.bytes(), recording.lost()))
                    .run();
        } catch (UncheckedIOException e) {
            throw TargetFile.unwritable(target, e);
        }
    }
}
