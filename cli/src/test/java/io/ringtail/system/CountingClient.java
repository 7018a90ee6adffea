package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A {@link CountingApplication} in its own process, attached to a host's daemon. */
final class CountingClient implements AutoCloseable {
    /** Makes an application's threads believe that they run on CPUs 0 to 7, each always on the same one. */
    static final List<String> ON_EIGHT_CPUS = List.of("-Dringtail.cpu=hashed", "-XX:ActiveProcessorCount=8");

    private static final long SLOW_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final RingtailProcess process;
    private final Map<Long, Long> written = new TreeMap<>();
    private long refused;
    private boolean attaching;

    private CountingClient(RingtailProcess process) {
        this.process = process;
    }

    /** Starts the application; its threads are numbered from {@code firstThread}. */
    static CountingClient start(RingtailHost host, List<String> jvmOptions, int firstThread, int threads)
            throws IOException {
        return start(host, jvmOptions, firstThread, threads, 0, Long.MAX_VALUE);
    }

    /** Starts the application with threads that pause a millisecond after each event. */
    static CountingClient startSlow(RingtailHost host, List<String> jvmOptions, int firstThread, int threads)
            throws IOException {
        return startPaced(host, jvmOptions, firstThread, threads, SLOW_NS);
    }

    /** Starts the application with threads that pause after each event. */
    static CountingClient startPaced(
            RingtailHost host, List<String> jvmOptions, int firstThread, int threads, long pauseNs) throws IOException {
        return start(host, jvmOptions, firstThread, threads, pauseNs, Long.MAX_VALUE);
    }

    /** Starts the application with threads that write {@code each} events as fast as they can. */
    static CountingClient startFor(RingtailHost host, List<String> jvmOptions, int firstThread, int threads, long each)
            throws IOException {
        return start(host, jvmOptions, firstThread, threads, 0, each);
    }

    private static CountingClient start(
            RingtailHost host, List<String> jvmOptions, int firstThread, int threads, long everyNs, long most)
            throws IOException {
        return new CountingClient(RingtailProcess.startMain(
                host.directory(),
                jvmOptions,
                CountingApplication.class.getName(),
                host.dir(),
                "" + firstThread,
                "" + threads,
                "" + everyNs,
                "" + most));
    }

    /** Tells the application to attach, without waiting for it. */
    void attach() throws IOException {
        if (!attaching) {
            attaching = true;
            process.tell("attach");
        }
    }

    /** Tells the application to attach, and waits until it has. */
    CountingClient ready() throws IOException {
        attach();
        assertThat(process.out().readLine()).as(process.err()).isEqualTo("ready");
        return this;
    }

    void go() throws IOException {
        process.tell("go");
    }

    /** Tells the threads to write until a ring of the host's buffer file has so many bytes. */
    void goUntil(long bytes) throws IOException {
        process.tell("go " + bytes);
    }

    /** Tells the threads to end. */
    void stop() throws IOException {
        process.tell("stop");
    }

    /** Waits for the process to end, after {@link #stop()}. */
    void awaitEnd() throws Exception {
        RingtailProcess.Ended ended = process.ended();
        assertThat(ended.err()).isEmpty();
        count(ended);
    }

    /** Like {@link #awaitEnd}, where the daemon was away: the application may have said that it does not answer. */
    void awaitEndAfterRestarts() throws Exception {
        RingtailProcess.Ended ended = process.ended();
        assertThat(ended.err().lines())
                .allSatisfy(line -> assertThat(line).startsWith("ringtail: ").contains("the daemon does not answer"));
        count(ended);
    }

    private void count(RingtailProcess.Ended ended) {
        assertThat(ended.status()).isZero();
        for (String line : ended.out().lines().toList()) {
            String[] words = line.split(" ", -1);
            written.put(Long.parseLong(words[1]), Long.parseLong(words[2]));
            refused += Long.parseLong(words[3]);
        }
    }

    /** The number of events that each thread wrote, by its number; valid after the end. */
    Map<Long, Long> written() {
        return written;
    }

    /** How many times an event found no room and was retried; valid after the end. */
    long refused() {
        return refused;
    }

    RingtailProcess process() {
        return process;
    }

    @Override
    public void close() {
        process.close();
    }
}
