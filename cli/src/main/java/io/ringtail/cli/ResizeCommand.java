package io.ringtail.cli;

import io.ringtail.daemon.ByteSize;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ringtail resize}: replaces a running daemon's rings by rings of another size. */
@Command(
        name = "resize",
        description = {
            "Gives each CPU a ring of another size, while applications write and receivers read.",
            "",
            "The new rings are made beside the old ones, so there must be room for both. Once every application has"
                    + " mapped them, writers continue there, and receivers follow when they have read the old rings to"
                    + " their end; the old rings are freed then. If an application cannot map them, or does not answer"
                    + " within 5 s, nothing changes. In overwrite mode, what the old rings held is gone once they are"
                    + " freed: take a snapshot first if it is needed."
        },
        footer = {"  ringtail resize --buffer-size 64m"})
final class ResizeCommand implements Callable<Integer> {
    private static final int KIB = 1024;

    @Spec
    private CommandSpec spec;

    @Mixin
    private DaemonOptions where;

    @Option(
            names = "--buffer-size",
            required = true,
            paramLabel = "SIZE",
            description = "The size of each CPU's ring: a power of two up to 1g, like 4m or 64m.")
    private String size;

    @Override
    public Integer call() throws Exception {
        Output output = Output.standard();
        output.lines(where.daemon().write("/buffer_size_kb", Long.toString(kib())));
        return 0;
    }

    private long kib() {
        try {
            long bytes = ByteSize.parse(size);
            if (bytes >= KIB && bytes % KIB == 0) {
                return bytes / KIB;
            }
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--buffer-size: " + e.getMessage(), e);
        }
        throw new ParameterException(spec.commandLine(), "--buffer-size: '" + size + "' is not a power of two");
    }
}
