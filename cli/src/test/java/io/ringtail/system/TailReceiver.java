package io.ringtail.system;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A {@code tail --json} in its own process, which resumes whenever its daemon returns, and the thread that checks each
 * line that it prints: that its fields belong together, and that time advances across all CPUs unless the line before
 * says that it does not.
 */
final class TailReceiver implements SoakReceiver {
    private final String name;
    private final RingtailProcess tail;
    private final Map<Integer, Long> accounted = new TreeMap<>();
    private final Thread thread = new Thread(this::run, "tail-receiver");
    private int lateCpu = -1;
    private long newest;
    private long late;
    private long lost;
    private long others;
    private volatile boolean ended;
    private @Nullable Throwable failure;

    /** Starts a tail, and waits until the daemon has it. */
    TailReceiver(RingtailHost host, String name, String... options) throws Exception {
        this.name = name;
        Set<String> before = host.streamIds();
        tail = host.start(Stream.concat(
                        Stream.of("tail", "--json", "--from", "now", "--reconnect", "5m", "--dir", host.dir()),
                        Stream.of(options))
                .toArray(String[]::new));
        Eventually.until("the tail reads", Soak.PATIENCE_NS, () -> !before.containsAll(host.streamIds()));
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
            throw new AssertionError("it has ended: " + tail.err());
        } catch (IOException | RuntimeException | AssertionError e) {
            fail(e);
        }
    }

    private synchronized void fail(Throwable why) {
        failure = ended ? null : why;
    }

    private synchronized void add(String line) {
        int cpu = (int) TailLine.number(line, "\"cpu\":");
        if (line.contains("\"late_ns\":")) {
            late++;
            lateCpu = cpu;
        } else if (line.contains("\"lost\":")) {
            long count = TailLine.number(line, "\"lost\":");
            lost += count;
            accounted.merge(cpu, count, Long::sum);
        } else {
            inTime(cpu, line);
            if (!line.contains("\"event\":\"count:step\"")) {
                others++;
            } else if (!TailLine.isWhole(line)) {
                throw new AssertionError("torn: " + line);
            }
            accounted.merge(cpu, 1L, Long::sum);
        }
    }

    /** Of a run of late events of one CPU, only the first is marked. */
    private void inTime(int cpu, String line) {
        long time = TailLine.number(line, "\"ts\":");
        if (time >= newest) {
            newest = time;
            lateCpu = -1;
        } else if (lateCpu != cpu) {
            throw new AssertionError("time goes back from " + newest + ": " + line);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public synchronized Map<Integer, Long> accounted() {
        Throwable wrong = failure;
        if (wrong != null) {
            throw new AssertionError(name + ", after " + accounted, wrong);
        }
        return new TreeMap<>(accounted);
    }

    @Override
    public synchronized long lost() {
        return lost;
    }

    /** How often events were marked as late. */
    synchronized long late() {
        return late;
    }

    /** The number of events of types other than {@code count:step}. */
    synchronized long others() {
        return others;
    }

    RingtailProcess process() {
        return tail;
    }

    @Override
    public void close() {
        ended = true;
        tail.close();
    }
}
