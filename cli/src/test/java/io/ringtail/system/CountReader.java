package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A {@code tail --json} in its own process, and the thread that checks each event of {@link CountingApplication} it
 * prints: that its bytes belong together, that time advances across all CPUs, and what {@link CountedThread} checks.
 */
final class CountReader implements AutoCloseable {
    private final RingtailHost host;
    private final RingtailProcess tail;
    private final Map<Long, CountedThread> threads = new TreeMap<>();
    private final Map<Integer, Long> countByCpu = new TreeMap<>();
    private long newest;
    private final Thread thread = new Thread(this::run, "count-reader");
    private final AtomicLong total = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private volatile int cpus;
    private volatile int writers;
    private volatile @Nullable Throwable failure;

    /** Starts to read everything that is and will be in the rings; drops from now on are reported to it as lost. */
    CountReader(RingtailHost host) throws Exception {
        this.host = host;
        Set<String> before = host.streamIds();
        tail = host.start("tail", "--json", "--from", "oldest", "--dir", host.dir());
        Eventually.until("the tail reads", () -> !before.containsAll(host.streamIds()));
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            for (String line = tail.out().readLine();
                    line != null;
                    line = tail.out().readLine()) {
                add(line);
            }
        } catch (IOException | RuntimeException | AssertionError e) {
            failure = e;
            tail.close();
        }
    }

    private void add(String line) {
        if (line.contains("\"lost\":")) {
            lost.addAndGet(TailLine.number(line, "\"lost\":"));
            return;
        }
        int cpu = (int) TailLine.number(line, "\"cpu\":");
        long time = TailLine.number(line, "\"ts\":");
        long seq = TailLine.number(line, "\"seq\":");
        long number = TailLine.number(line, "\"thread\":");
        if (!TailLine.isWhole(line)) {
            throw new AssertionError("torn: " + line);
        }
        if (time < newest) {
            throw new AssertionError("time goes back from " + newest + ": " + line);
        }
        newest = time;
        threads.computeIfAbsent(number, first -> new CountedThread()).add(cpu, seq, time);
        countByCpu.merge(cpu, 1L, Long::sum);
        cpus = countByCpu.size();
        writers = threads.size();
        total.incrementAndGet();
    }

    /** The number of events received; throws if one of them was wrong. */
    long total() {
        Throwable wrong = failure;
        if (wrong != null) {
            throw new AssertionError("after " + total.get() + " events", wrong);
        }
        return total.get();
    }

    /** The number of threads whose events have been received. */
    int writers() {
        return writers;
    }

    /** The number of CPUs whose events have been received. */
    int cpus() {
        return cpus;
    }

    /**
     * Waits until each event has been received and each dropped attempt reported as lost, then ends the tail.
     *
     * @param written how many events each thread wrote, by its number
     * @param dropped how many attempts found no room since the reader came
     */
    void finish(Map<Long, Long> written, long dropped) throws Exception {
        long all = sum(written);
        finishWithLoss(written, dropped);
        assertThat(total()).as("of %d events written", all).isEqualTo(all);
        written.forEach((number, count) ->
                assertThat(countOf(number)).as("events of thread %d", number).isEqualTo(count));
    }

    /**
     * Like {@link #finish}, for a reader that gives up on a writer descheduled for long within an event: each event was
     * received or reported as lost, and no thread has an unreported gap.
     */
    void finishWithLoss(Map<Long, Long> written, long dropped) throws Exception {
        long all = sum(written);
        try {
            Eventually.until("all events", () -> total() + lost.get() >= all + dropped);
        } catch (AssertionError e) {
            throw new AssertionError(
                    total() + " of " + all + " events came, " + lost.get() + " of " + dropped + " are told as lost: "
                            + host.get("/stats"),
                    e);
        }
        String stats = host.get("/stats");
        tail.terminate();
        thread.join();
        assertThat(total() + lost.get())
                .as("of %d written and %d dropped, with %d lost: %s", all, dropped, lost.get(), stats)
                .isEqualTo(all + dropped);
        assertThat(written).containsKeys(threads.keySet().toArray(Long[]::new));
        assertThat(threads.values().stream().mapToLong(CountedThread::gaps).sum())
                .isLessThanOrEqualTo(lost.get());
        assertThat(tail.status()).as(tail.err()).isZero();
        assertThat(tail.err()).isEmpty();
    }

    private static long sum(Map<Long, Long> written) {
        return written.values().stream().mapToLong(Long::longValue).sum();
    }

    private long countOf(long number) {
        CountedThread counted = threads.get(number);
        return counted == null ? 0 : counted.count();
    }

    /** The number of events received, by the CPU of their ring; valid after the end. */
    Map<Integer, Long> byCpu() {
        return countByCpu;
    }

    @Override
    public void close() {
        tail.close();
    }
}
