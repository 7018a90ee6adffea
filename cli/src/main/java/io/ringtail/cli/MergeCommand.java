package io.ringtail.cli;

import io.ringtail.reader.tracedat.CopyResult;
import io.ringtail.reader.tracedat.Destination;
import io.ringtail.reader.tracedat.TraceDatReader;
import io.ringtail.reader.tracedat.TraceMerge;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ringtail merge}: writes several trace.dat files as one. */
@Command(
        name = "merge",
        description = {
            "Writes the events of several trace.dat files of Ringtail or trace-cmd into one, in the times of the first.",
            "",
            "Files of one clock become one trace, CPU by CPU: those of the same boot, or, where a file does not name its"
                    + " boot, as trace-cmd's do not, of the same clock and host name at overlapping times. So what the"
                    + " kernel did is laid beside a recording of Ringtail's: record it with trace-cmd record -C mono.",
            "",
            "The times of other files are shifted by the wall clock, which Ringtail's recordings and those of trace-cmd"
                    + " record --date contain; the events of each other machine are in a buffer of its name, and its"
                    + " thread ids are higher by a multiple of 4194304. Types of events whose id another type has get a"
                    + " new one."
        },
        footer = {
            "  trace-cmd record -C mono -e sched_switch -o kernel.dat sleep 5",
            "  ringtail merge app.dat kernel.dat -o both.dat",
            "  ringtail merge host1.dat host2.dat -o hosts.dat"
        })
final class MergeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", arity = "2..*", description = "The trace.dat files; one may be -, standard input.")
    private List<Path> files;

    @Option(
            names = "--same-clock",
            description =
                    "Take the files' clocks for one, unless they name different boots; for example of trace-cmd extract"
                            + " -B, which stores the top buffer's clock instead of the instance's.")
    private boolean sameClock;

    @Mixin
    private OutputOption output;

    @Mixin
    private CompressOption compress;

    @Override
    public Integer call() throws Exception {
        Destination target = TargetFile.open(output.file());
        TraceMerge merge = new TraceMerge();
        List<TraceDatReader> readers = new ArrayList<>();
        try {
            requireDifferent();
            for (Path file : files) {
                TraceDatReader reader = SourceFile.open(file);
                readers.add(reader);
                merge.add(file.toString(), reader);
            }
            if (sameClock) {
                merge.assumeSameClock();
            }
            tell(merge, merge.write(target, compress.compressor()));
        } finally {
            readers.forEach(TraceDatReader::close);
        }
        return 0;
    }

    private void requireDifferent() throws CommandException, IOException {
        for (int i = 0; i < files.size(); i++) {
            for (Path before : files.subList(0, i)) {
                if (Files.exists(before) && Files.exists(files.get(i)) && Files.isSameFile(before, files.get(i))) {
                    throw new CommandException(files.get(i) + " is given twice: its events would be there twice");
                }
            }
        }
    }

    private void tell(TraceMerge merge, CopyResult result) throws Exception {
        PrintWriter err = spec.commandLine().getErr();
        merge.notes().forEach(note -> err.println("ringtail: " + note));
        WrittenCopy.tell(err, result, output.file());
    }
}
