package io.ringtail.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a process holds of the machine.
 *
 * @param descriptors open files
 * @param threads of the process
 * @param mappings of memory
 * @param ownKb resident memory that is its own, kilobytes
 */
record Footprint(long descriptors, long threads, long mappings, long ownKb) {
    private static final String OWN = "RssAnon:";

    static Footprint of(int pid) throws IOException {
        Path process = Path.of("/proc/" + pid);
        long ownKb = Files.readAllLines(process.resolve("status")).stream()
                .filter(line -> line.startsWith(OWN))
                .mapToLong(line -> TailLine.number(line.replaceAll("\\s+", "") + ' ', OWN))
                .sum();
        return new Footprint(
                count(process.resolve("fd")),
                count(process.resolve("task")),
                Files.readAllLines(process.resolve("maps")).size(),
                ownKb);
    }

    private static long count(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.count();
        }
    }

    /** The greatest of each. */
    Footprint max(Footprint other) {
        return new Footprint(
                Math.max(descriptors, other.descriptors),
                Math.max(threads, other.threads),
                Math.max(mappings, other.mappings),
                Math.max(ownKb, other.ownKb));
    }

    /** Whether this is no more than what is granted beyond an earlier one. */
    boolean isWithin(Footprint first, Footprint growth) {
        return descriptors <= first.descriptors + growth.descriptors
                && threads <= first.threads + growth.threads
                && mappings <= first.mappings + growth.mappings
                && ownKb <= first.ownKb + growth.ownKb;
    }
}
