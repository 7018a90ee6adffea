package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * The output of stock trace-cmd for a recording; without trace-cmd the test is skipped, unless trace-cmd is required.
 */
final class StockReport {
    private static final boolean REQUIRED = "1".equals(System.getenv("RINGTAIL_REQUIRE_TRACE_CMD"));

    private StockReport() {}

    /** The lines of events. */
    static List<String> of(Path file) throws Exception {
        Process process = start(file);
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return out.lines().filter(line -> !line.startsWith("cpus=")).toList();
    }

    private static Process start(Path file) throws IOException {
        try {
            return new ProcessBuilder("trace-cmd", "report", "-t", "-i", file.toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException missing) {
            assumeTrue(REQUIRED, "trace-cmd is missing");
            throw missing;
        }
    }
}
