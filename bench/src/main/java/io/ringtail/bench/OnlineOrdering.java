package io.ringtail.bench;

import io.ringtail.cli.ScratchDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Processes that look up each CPU's ring at the moment at which the CPU comes online, and a new daemon for each round;
 * see {@link OnlineSpinner}.
 */
final class OnlineOrdering {
    private static final int POSSIBLE = 128;
    private static final int THREADS = 2;

    private OnlineOrdering() {}

    /** Runs at least one round, and further ones until the time is over. */
    static OrderingRow run(int processes, long endNs) throws IOException, InterruptedException {
        OrderingCounts counts = new OrderingCounts();
        do {
            round(processes, counts);
        } while (System.nanoTime() - endNs < 0);
        return counts.row("CPUs that come online, processes", counts.of("arrivals"));
    }

    private static void round(int processes, OrderingCounts counts) throws IOException, InterruptedException {
        try (ScratchDirectory scratch = ScratchDirectory.make("ringtail-ordering");
                Commands commands = new Commands(scratch.path())) {
            Path directory = scratch.path();
            Path sysfs = directory.resolve("sys");
            FakeCpus cpus = new FakeCpus(sysfs, POSSIBLE);
            commands.start(
                    "daemon",
                    "--sysfs",
                    sysfs.toString(),
                    "--http",
                    "127.0.0.1:0",
                    "--buffer-size",
                    "16k",
                    "--subbuf-size",
                    "4k");
            commands.await("the daemon", () -> Files.exists(directory.resolve("address")));
            List<Process> spinners = new ArrayList<>();
            for (int i = 0; i < processes; i++) {
                spinners.add(commands.startMain(OnlineSpinner.class, "" + THREADS));
            }
            for (Process spinner : spinners) {
                String found = commands.outputOf(spinner);
                long arrivals = Commands.sum(found, "arrivals");
                counts.add("arrivals", arrivals);
                counts.add("of them watched", arrivals - (long) THREADS * cpus.real());
                counts.forbid("never found", (long) THREADS * POSSIBLE - arrivals);
                counts.forbid("ring not initialised", Commands.sum(found, "uninitialised"));
            }
            String stats = commands.get("/stats");
            counts.forbid("mask bit without its ring", Commands.sum(stats, "no_ring"));
            counts.forbid("malformed", Commands.sum(stats, "malformed"));
        }
    }
}
