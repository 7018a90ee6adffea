package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The applications of a soak: some that come, write, are stopped and are killed, and one that lives through all of it
 * and whose threads each write one event.
 */
final class SoakApplications implements AutoCloseable {
    private static final int MOST = 3;
    private static final int THREADS = 4;
    private static final int BURST = 30_000;
    private static final long PACE_NS = TimeUnit.MICROSECONDS.toNanos(500);

    /** They have no logging: what else they print on standard error is a fault. */
    private static final String QUIET = "-Dslf4j.internal.verbosity=ERROR";

    private final RingtailHost host;
    private final Random random;
    private final QuickStart quick;
    private final RingtailProcess shortLived;
    private final List<CountingClient> starting = new ArrayList<>();
    private final List<CountingClient> running = new ArrayList<>();
    private final Map<Long, Long> written = new TreeMap<>();
    private long writtenByShortLived;
    private int nextThread;

    /** Starts the one that lives through all. */
    SoakApplications(RingtailHost host, Path scratch, Random random) throws Exception {
        this.host = host;
        this.random = random;
        this.quick = QuickStart.prepare(host, scratch);
        this.shortLived =
                RingtailProcess.startMain(scratch, List.of("-Xmx32m"), ShortLivedThreads.class.getName(), host.dir());
        assertThat(shortLived.out().readLine()).as(shortLived.err()).isEqualTo("ready");
    }

    /** Starts one that will write steadily, or as fast as it can for a while; false if there are enough. */
    boolean start() throws IOException {
        if (starting.size() + running.size() >= MOST) {
            return false;
        }
        List<String> options = new ArrayList<>(quick.options());
        options.add(QUIET);
        if (random.nextBoolean()) {
            options.addAll(CountingClient.ON_EIGHT_CPUS);
        }
        CountingClient client = random.nextBoolean()
                ? CountingClient.startFor(host, options, nextThread, THREADS, BURST)
                : CountingClient.startPaced(host, options, nextThread, THREADS, PACE_NS);
        nextThread += THREADS;
        starting.add(client);
        client.attach();
        return true;
    }

    /** Lets those write that have attached by now. */
    void go() throws IOException {
        for (CountingClient client : List.copyOf(starting)) {
            if (client.process().out().ready()) {
                go(client);
            }
        }
    }

    private void go(CountingClient client) throws IOException {
        client.ready().go();
        starting.remove(client);
        running.add(client);
    }

    /** Kills one, wherever it is; false if there is none. */
    boolean kill() {
        List<CountingClient> from = random.nextInt(4) == 0 ? starting : running;
        if (from.isEmpty()) {
            return false;
        }
        from.remove(random.nextInt(from.size())).close();
        return true;
    }

    /** Stops one that writes, and returns it; null if there is none. */
    @Nullable
    RingtailProcess stop() throws Exception {
        if (running.isEmpty()) {
            return null;
        }
        RingtailProcess process = running.get(random.nextInt(running.size())).process();
        process.signal("STOP");
        return process;
    }

    /** Lets a number of threads come and go. */
    void threads(int count) throws IOException {
        shortLived.tell(Integer.toString(count));
        writtenByShortLived += Long.parseLong(String.valueOf(shortLived.out().readLine()));
    }

    /** Ends those that run, none of which is stopped. */
    void end() throws Exception {
        for (CountingClient client : List.copyOf(starting)) {
            go(client);
        }
        for (CountingClient client : running) {
            client.stop();
        }
        for (CountingClient client : running) {
            client.awaitEndAfterRestarts();
            written.putAll(client.written());
        }
        running.clear();
    }

    /** The events of each thread whose application has ended by itself. */
    Map<Long, Long> written() {
        return written;
    }

    /** The events of the threads that wrote one each. */
    long writtenByShortLived() {
        return writtenByShortLived;
    }

    /** The process that lives through all of it. */
    int steady() {
        return shortLived.pid();
    }

    @Override
    public void close() {
        starting.forEach(CountingClient::close);
        running.forEach(CountingClient::close);
        shortLived.close();
    }
}
