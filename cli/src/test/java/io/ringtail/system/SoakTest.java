package io.ringtail.system;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A short soak; {@code bench/soak HOURS} runs a long one. */
@Tag("once")
@Tag("extensive")
final class SoakTest {
    private static final long SECONDS = Long.getLong("ringtail.soak.seconds", 10);
    private static final long ROUND_SECONDS = Math.min(50, SECONDS);
    private static final Path RESULTS = Path.of(System.getProperty("ringtail.soak.results", "target/soak"));

    @TempDir
    private Path scratch;

    @Test
    @Timeout(value = 7, unit = TimeUnit.DAYS)
    void shouldAccountForEveryEventAndKeepNothing() throws Exception {
        try (Soak soak = new Soak(scratch, RESULTS, StormChoices.of("soak of " + SECONDS + " s"))) {
            soak.run(SECONDS, ROUND_SECONDS);
        }
    }
}
