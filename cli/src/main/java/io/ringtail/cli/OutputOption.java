package io.ringtail.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option for the file that a command writes. */
final class OutputOption {
    static final String DESCRIPTION =
            "The file to write; an existing file is replaced once the new one is complete. - is standard output; a pipe"
                    + " or a device is written to directly.";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            required = true,
            description = DESCRIPTION)
    private Path file;

    Path file() {
        return file;
    }
}
