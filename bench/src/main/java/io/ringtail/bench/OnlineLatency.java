package io.ringtail.bench;

import io.ringtail.cli.ScratchDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;

/**
 * Measures how long a CPU takes to come online while processes full of busy writers are attached.
 *
 * <p>Runs a daemon on its own sysfs root and the given number of processes, whose threads write as fast as they can,
 * and requests one CPU after another in two ways: a writer of this process runs on it ({@code touch}), or the kernel's
 * list shows it ({@code list}, which the daemon reads at intervals).
 */
public final class OnlineLatency {
    private static final int POSSIBLE = 256;
    private static final double NS_PER_MS = 1e6;
    private static final long SETTLE_MS = 3_000;
    private static final int USUAL_PAUSE_MS = 1_000;
    private static final long PAUSE_STEPS = 7;

    private final Commands commands;
    private final Path directory;
    private final FakeCpus cpus;
    private final MaskObserver observer;
    private final TouchingWriter writer;
    private final int leastPauseMs;
    private int next;

    private OnlineLatency(Commands commands, Path directory, FakeCpus cpus, TouchingWriter writer, int leastPauseMs)
            throws IOException {
        this.commands = commands;
        this.directory = directory;
        this.cpus = cpus;
        this.observer = new MaskObserver(directory.resolve("buffer"));
        this.writer = writer;
        this.leastPauseMs = leastPauseMs;
        this.next = cpus.real();
    }

    /**
     * Measures and prints the results.
     *
     * @param args processes, threads of each, CPUs to bring online in each way, and the minimum pause before each in
     *     ms; 10, 100, 30 and 1000 by default
     * @throws IOException when a process fails to do its part
     */
    public static void main(String[] args) throws IOException {
        int processes = number(args, 0, 10);
        int threads = number(args, 1, 100);
        int rounds = number(args, 2, 30);
        int pauseMs = number(args, 3, USUAL_PAUSE_MS);
        try (ScratchDirectory scratch = ScratchDirectory.make("ringtail-latency");
                Commands commands = new Commands(scratch.path())) {
            Path directory = scratch.path();
            FakeCpus cpus = new FakeCpus(directory.resolve("sys"), POSSIBLE);
            startDaemon(commands, directory);
            try (TouchingWriter writer = new TouchingWriter(directory)) {
                commands.await("an attachment", writer::isAttached);
                new OnlineLatency(commands, directory, cpus, writer, pauseMs).run(processes, threads, rounds);
            }
        }
    }

    private static int number(String[] args, int index, int usual) {
        int number = index < args.length ? Integer.parseInt(args[index]) : usual;
        if (number < 0 || (index == 2 && number > POSSIBLE / 4)) {
            throw new IllegalArgumentException(
                    "wanted: [PROCESSES [THREADS [CPUS [PAUSE_MS]]]], CPUS up to " + POSSIBLE / 4);
        }
        return number;
    }

    private static void startDaemon(Commands commands, Path directory) throws IOException {
        commands.start(
                "daemon",
                "--sysfs",
                directory.resolve("sys").toString(),
                "--http",
                "127.0.0.1:0",
                "--buffer-size",
                "1m",
                "--subbuf-size",
                "16k");
        commands.await("the daemon", () -> Files.exists(directory.resolve("address")));
    }

    private void run(int processes, int threads, int rounds) throws IOException {
        commands.await("this machine's CPUs", () -> observer.isOnline(cpus.real() - 1));
        startClients(processes, threads);
        System.out.printf(
                Locale.ROOT,
                "%d CPUs, %d processes, %d busy threads each; %s%n",
                cpus.real(),
                processes,
                threads,
                MaskObserver.goFirst() ? "observed at nice -19" : "observed without priority");
        List<Arrival> touched = new ArrayList<>();
        List<Arrival> listed = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            touched.add(arrival(round, () -> writer.touch(next)));
        }
        for (int round = 0; round < rounds; round++) {
            listed.add(arrival(round, this::listNext));
        }
        System.out.println("ms                        median      p99      max");
        print("touch", touched);
        print("list", listed);
        printDaemonsOwn();
    }

    /**
     * Prints the daemon's own measurement for each CPU: from before its region is created until its mask bit is set.
     */
    private void printDaemonsOwn() throws IOException {
        long[] ns = commands.get("/stats")
                .transform(text ->
                        Pattern.compile("\"handshake_us\":(\\d+)").matcher(text).results())
                .mapToLong(found -> TimeUnit.MICROSECONDS.toNanos(Long.parseLong(found.group(1))))
                .filter(taken -> taken > 0)
                .sorted()
                .toArray();
        printRow("the daemon's own figure", ns);
    }

    private void startClients(int processes, int threads) throws IOException {
        List<Process> clients = new ArrayList<>();
        for (int i = 0; i < processes; i++) {
            Process client = commands.start(
                    "load", "--threads", "" + threads, "--count", "" + Long.MAX_VALUE / 2, "--wait", "100s");
            clients.add(client);
        }
        for (Process client : clients) {
            commands.await("the writers", () -> Commands.threads(client, "load-") == threads);
        }
        Pause.ofMillis(SETTLE_MS);
    }

    private Arrival arrival(int round, Runnable ask) throws IOException {
        // Pauses vary, so that requests do not always fall on the same point of one of the daemon's intervals.
        Pause.ofMillis(leastPauseMs + 10 * (round % PAUSE_STEPS));
        Arrival arrival = observer.arrival(next, ask);
        System.out.printf(
                Locale.ROOT,
                "CPU %3d %21.1f + %5.1f%n",
                next,
                arrival.untilAnnounced() / NS_PER_MS,
                arrival.handshake() / NS_PER_MS);
        next++;
        return arrival;
    }

    private void listNext() {
        try {
            cpus.onlineUpTo(next + 1);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the list of CPUs below " + directory, e);
        }
    }

    private static void print(String way, List<Arrival> arrivals) {
        print(way + ", until announced", arrivals, Arrival::untilAnnounced);
        print(way + ", handshake", arrivals, Arrival::handshake);
        print(way + ", in all", arrivals, Arrival::whole);
    }

    private static void print(String what, List<Arrival> arrivals, ToLongFunction<Arrival> part) {
        printRow(what, arrivals.stream().mapToLong(part).sorted().toArray());
    }

    private static void printRow(String what, long[] sorted) {
        if (sorted.length > 0) {
            System.out.printf(
                    Locale.ROOT, "%-24s %7.1f  %7.1f  %7.1f%n", what, at(sorted, 0.5), at(sorted, 0.99), at(sorted, 1));
        }
    }

    /** The smallest value that this share of all values does not exceed, ms. */
    private static double at(long[] sorted, double share) {
        return sorted[(int) Math.ceil(share * sorted.length) - 1] / NS_PER_MS;
    }
}
