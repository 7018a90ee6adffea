package io.ringtail.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Prints the table of orderings: the results of a jcstress run, and the process tests, which it runs. The exit status
 * is 1 if anything forbidden was seen.
 *
 * <p>{@code Ordering JCSTRESS_DIRECTORY SECONDS}: the seconds that the process tests take in all.
 */
public final class Ordering {
    private static final int MOST_PROCESSES = 4;
    private static final int PARTS = 3;

    private Ordering() {}

    /** Runs everything. */
    public static void main(String[] args) throws IOException, InterruptedException {
        List<OrderingRow> rows = new ArrayList<>(StressRows.in(Path.of(args[0])));
        long part = TimeUnit.SECONDS.toNanos(Long.parseLong(args[1])) / PARTS;
        int processes =
                Math.max(2, Math.min(MOST_PROCESSES, Runtime.getRuntime().availableProcessors() / 2));
        rows.add(OnlineOrdering.run(processes, System.nanoTime() + part));
        rows.add(StreamOrdering.run("overwrite", processes, System.nanoTime() + part));
        rows.add(StreamOrdering.run("discard", processes, System.nanoTime() + part));
        System.out.println(OrderingRow.HEAD);
        rows.forEach(System.out::println);
        long forbidden = rows.stream().mapToLong(OrderingRow::forbidden).sum();
        System.out.printf(
                Locale.ROOT,
                "%n%s, %d CPUs: %s%n",
                System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors(),
                forbidden == 0 ? "nothing forbidden was seen" : forbidden + " FORBIDDEN OUTCOMES");
        System.exit(forbidden == 0 ? 0 : 1);
    }
}
