package io.ringtail.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Two daemons, one that overwrites and one that discards, with applications and receivers that come, go, stop and are
 * killed; every minute the applications end, and all accounts are checked. The first difference ends it, and leaves
 * what there was in a directory. The report is rewritten every minute.
 */
final class Soak implements AutoCloseable {
    /** How long anything may take to settle on a machine with ten times its work. */
    static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(100);

    private static final long LONGEST_PAUSE_MS = 300;
    private static final Path LOAD = Path.of("/proc/loadavg");

    private final Random random;
    private final Path results;
    private final List<SoakStand> stands;
    private final SoakReport report;

    /**
     * Starts both daemons.
     *
     * @param results gets the report and, after a failure, the state
     */
    Soak(Path scratch, Path results, Random random) throws Exception {
        this.random = random;
        this.results = Files.createDirectories(results);
        this.stands = List.of(stand(false, scratch), stand(true, scratch));
        this.report = new SoakReport(stands);
    }

    private SoakStand stand(boolean discards, Path scratch) throws Exception {
        return new SoakStand(
                discards, Files.createDirectory(scratch.resolve(discards ? "discard" : "overwrite")), random);
    }

    /** Runs rounds of so many seconds each, for so many seconds in all. */
    void run(long seconds, long roundSeconds) throws Exception {
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        try {
            while (System.nanoTime() - endNs < 0) {
                round(TimeUnit.SECONDS.toNanos(roundSeconds));
            }
            write("passed");
        } catch (Exception | AssertionError e) {
            write("FAILED: " + e.getMessage());
            for (SoakStand stand : stands) {
                stand.keep(results.resolve("state").resolve(stand.name()));
            }
            throw e;
        }
    }

    private void round(long roundNs) throws Exception {
        long startNs = System.nanoTime();
        SoakStand restarted = stands.get(random.nextInt(stands.size()));
        long restartNs = startNs + roundNs / 4 + (long) (random.nextDouble() * roundNs / 4);
        boolean isRestarted = false;
        while (System.nanoTime() - startNs < roundNs) {
            stands.get(random.nextInt(stands.size())).disturb();
            if (!isRestarted && System.nanoTime() - restartNs > 0) {
                isRestarted = true;
                restarted.replaceDaemon();
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextLong(LONGEST_PAUSE_MS)));
        }
        long quietNs = System.nanoTime();
        for (SoakStand stand : stands) {
            stand.check();
        }
        report.round(quietNs - startNs, System.nanoTime() - quietNs, load());
        write("running");
    }

    private static String load() throws IOException {
        return Files.readString(LOAD).split(" ", 2)[0];
    }

    private void write(String state) throws Exception {
        Files.writeString(results.resolve("report.md"), report.text(state), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        for (SoakStand stand : stands) {
            stand.close();
        }
    }
}
