package io.ringtail.reader.ctf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the distribution's babeltrace2 makes of a trace; without it a test is skipped, unless it is required. */
final class Babeltrace {
    private static final boolean REQUIRED = "1".equals(System.getenv("RINGTAIL_REQUIRE_BABELTRACE"));
    private static final Pattern DISCARDED = Pattern.compile("Tracer discarded (\\d+) events? between .*/cpu(\\d+)\"");

    private final List<String> lines;
    private final String warnings;

    private Babeltrace(List<String> lines, String warnings) {
        this.lines = lines;
        this.warnings = warnings;
    }

    /** Reads a trace to its end. */
    static Babeltrace read(Path trace, Path scratch) throws Exception {
        Path out = Files.createTempFile(scratch, "babeltrace", ".out");
        Path err = Files.createTempFile(scratch, "babeltrace", ".err");
        Process process = start(trace, out, err);
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(err)).isZero();
        return new Babeltrace(Files.readAllLines(out, StandardCharsets.UTF_8), Files.readString(err));
    }

    private static Process start(Path trace, Path out, Path err) throws IOException {
        try {
            return new ProcessBuilder("babeltrace2", "--clock-cycles", "--no-delta", trace.toString())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
        } catch (IOException missing) {
            assumeTrue(REQUIRED, "babeltrace2 is missing");
            throw missing;
        }
    }

    /** The lines of events, each beginning with its time in clock cycles. */
    List<String> lines() {
        return lines;
    }

    /** The number of events that were discarded on a CPU. */
    long discarded(int cpu) {
        long discarded = 0;
        for (Matcher each = DISCARDED.matcher(warnings); each.find(); ) {
            discarded += Integer.parseInt(each.group(2)) == cpu ? Long.parseLong(each.group(1)) : 0;
        }
        return discarded;
    }

    /** All that it says beside the events. */
    String warnings() {
        return warnings;
    }
}
