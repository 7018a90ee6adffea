package io.ringtail.reader.tracedat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The distribution's trace-cmd; a test that needs it is skipped if it is not installed, unless CI forbids that. */
final class StockTraceCmd {
    private static final String REQUIRED = "RINGTAIL_REQUIRE_TRACE_CMD";

    private StockTraceCmd() {}

    static void require() {
        boolean there = List.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)).stream()
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "trace-cmd")));
        assumeTrue(
                there || "1".equals(System.getenv(REQUIRED)), "trace-cmd is not installed: apt-get install trace-cmd");
    }

    /** Returns the output of {@code trace-cmd report -t} for a file. */
    static String report(Path file, Path directory) throws Exception {
        return run(directory, "report", "-t", file.toString());
    }

    /** Extracts a tracefs instance's buffer to a file. */
    static void extract(String instance, Path file, Path directory) throws Exception {
        run(directory, "extract", "-B", instance, "-o", file.toString());
    }

    /** Converts a file to a version 7 file that is compressed with zstd. */
    static void compress(Path file, Path compressed, Path directory) throws Exception {
        convert(file, compressed, "7", "zstd", directory);
    }

    /** Converts a version 6 file to an uncompressed version 7 file. */
    static void convert(Path six, Path seven, Path directory) throws Exception {
        convert(six, seven, "7", "none", directory);
    }

    /** Converts a file to one of a version. */
    static void convert(Path from, Path to, String version, String compression, Path directory) throws Exception {
        run(
                directory,
                "convert",
                "--file-version",
                version,
                "--compression",
                compression,
                "-i",
                from.toString(),
                "-o",
                to.toString());
    }

    private static String run(Path directory, String... arguments) throws Exception {
        require();
        Path out = directory.resolve("stock.txt");
        Path err = directory.resolve("stock.err");
        List<String> command = new ArrayList<>(List.of("trace-cmd"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(err)).isZero();
        return Files.readString(out);
    }
}
