package io.ringtail.bench.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a process takes from when this is created: CPU time, in all and by thread, and memory. From {@code /proc}. */
final class ProcessCost {
    private static final double CLOCK_TICKS = 100;
    private static final int UTIME_FIELD = 11;
    private static final long KB = 1024;

    private final Path directory;
    private final double before;
    private final Map<Path, Double> threadsBefore;

    ProcessCost(long pid) throws IOException {
        directory = Path.of("/proc", Long.toString(pid));
        before = seconds(directory);
        threadsBefore = threads();
    }

    /**
     * A thread.
     *
     * @param name as the kernel has it, without spaces
     * @param seconds of CPU time
     */
    record Busy(String name, double seconds) {}

    /** Returns the CPU time that it has taken, s. */
    double seconds() throws IOException {
        return seconds(directory) - before;
    }

    /** Returns the thread that has taken most CPU time. */
    Busy busiest() throws IOException {
        Map.Entry<Path, Double> most = threads().entrySet().stream()
                .map(thread -> Map.entry(
                        thread.getKey(), thread.getValue() - threadsBefore.getOrDefault(thread.getKey(), 0.0)))
                .max(Comparator.comparingDouble(Map.Entry::getValue))
                .orElseThrow();
        String name = Files.readString(most.getKey().resolve("comm")).strip().replace(' ', '_');
        return new Busy(name, most.getValue());
    }

    /** Returns its resident size, MiB. */
    long residentMb() throws IOException {
        for (String line : Files.readAllLines(directory.resolve("status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / KB;
            }
        }
        return 0;
    }

    private Map<Path, Double> threads() throws IOException {
        try (Stream<Path> tasks = Files.list(directory.resolve("task"))) {
            List<Path> all = tasks.toList();
            return all.stream().collect(Collectors.toMap(task -> task, ProcessCost::secondsIfThere));
        }
    }

    private static double secondsIfThere(Path task) {
        try {
            return seconds(task);
        } catch (NoSuchFileException ended) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double seconds(Path process) throws IOException {
        String stat = Files.readString(process.resolve("stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[UTIME_FIELD]) + Long.parseLong(fields[UTIME_FIELD + 1])) / CLOCK_TICKS;
    }
}
