package io.ringtail.bench;

import io.ringtail.cli.ScratchDirectory;
import io.ringtail.reader.remote.RemoteDaemon;
import io.ringtail.reader.remote.RemoteStream;
import io.ringtail.reader.remote.StreamQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Processes that write into small rings as fast as they can, while a reader checks each event and the accounts: with
 * rings that are overwritten, or with rings that wait for the reader.
 */
final class StreamOrdering {
    private static final int THREADS = 2;
    private static final int EVENTS = 300_000;
    private static final int NOTE = 45;
    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(100);

    private StreamOrdering() {}

    /** Runs at least one round with rings of a mode, and further ones until the time is over. */
    static OrderingRow run(String mode, int processes, long endNs) throws IOException, InterruptedException {
        OrderingCounts counts = new OrderingCounts();
        do {
            round(mode, processes, counts);
        } while (System.nanoTime() - endNs < 0);
        return counts.row("a stream of " + mode + " rings, processes", counts.of("written"));
    }

    private static void round(String mode, int processes, OrderingCounts counts)
            throws IOException, InterruptedException {
        try (ScratchDirectory scratch = ScratchDirectory.make("ringtail-ordering");
                Commands commands = new Commands(scratch.path())) {
            Path directory = scratch.path();
            commands.start(
                    "daemon", "--http", "127.0.0.1:0", "--mode", mode, "--buffer-size", "256k", "--subbuf-size", "4k");
            commands.await("the daemon", () -> Files.exists(directory.resolve("address")));
            TickCheck check = new TickCheck(NOTE);
            StreamQuery query = new StreamQuery(true, true, true, null);
            try (RemoteStream stream = RemoteDaemon.local(directory.resolve("stream.sock")).stream(query)) {
                Thread reader = new Thread(() -> read(stream, check), "ordering-reader");
                reader.setDaemon(true);
                reader.start();
                long emitted = write(commands, processes);
                account(commands, check, emitted, counts);
            }
            check.addTo(counts);
        }
    }

    private static long write(Commands commands, int processes) throws IOException, InterruptedException {
        List<Process> writers = new ArrayList<>();
        for (int i = 0; i < processes; i++) {
            String[] options = {
                "--threads", "" + THREADS, "--count", "" + EVENTS, "--payload", "" + NOTE, "--wait", "100s"
            };
            writers.add(commands.start("load", options));
        }
        long emitted = 0;
        for (Process writer : writers) {
            emitted += Commands.sum(commands.outputOf(writer), "emitted");
        }
        return emitted;
    }

    /** Compares the accounts once the reader has everything. */
    private static void account(Commands commands, TickCheck check, long emitted, OrderingCounts counts)
            throws IOException {
        String stats = commands.get("/stats");
        String rings = stats.substring(stats.indexOf("\"cpus\":"), stats.indexOf("\"handshakes\":"));
        long written = Commands.sum(rings, "written");
        long dropped = Commands.sum(rings, "dropped");
        long unplaced = Commands.sum(rings, "no_slot") + Commands.sum(stats, "unplaced");
        long deadline = System.nanoTime() + LIMIT_NS;
        while (check.accounted() < written + dropped && System.nanoTime() - deadline < 0) {
            Pause.ofMillis(20);
        }
        counts.add("written", written);
        counts.add("dropped", dropped);
        counts.forbid("unaccounted by the writers", emitted - written - dropped - unplaced);
        counts.forbid("unaccounted by the reader", check.accounted() - written - dropped);
        counts.forbid("mask bit without its ring", Commands.sum(stats, "no_ring"));
        counts.forbid("malformed", Commands.sum(stats, "malformed"));
    }

    private static void read(RemoteStream stream, TickCheck check) {
        try {
            boolean more = true;
            while (more) {
                more = stream.next(check);
            }
        } catch (IOException ended) {
            // Closed once everything is there; what is missing then shows in the accounts.
        }
    }
}
