package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.reader.remote.RemoteDaemon;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A daemon of a soak with its applications and receivers, and the random disturbances of all three. */
final class SoakStand implements AutoCloseable {
    private static final int CPUS = 4;
    private static final int SHORT_LIVED = 100;
    private static final int ACTIONS = 19;
    private static final long LONGEST_STOP_MS = 3000;

    private final boolean discards;
    private final Random random;
    private final FakeSysfs sysfs;
    private final RingtailHost host;
    private final SoakApplications applications;
    private final SoakAccounts accounts;
    private final SoakLosses losses;
    private final SoakFootprints footprints = new SoakFootprints();
    private final List<SoakReceiver> receivers = new ArrayList<>();
    private final TailReceiver selective;
    private final RawReceiver fast;
    private final List<Stopped> stopped = new ArrayList<>();
    private final Map<SoakEvent, Long> counts = new EnumMap<>(SoakEvent.class);
    private long missing;

    /** A stopped process, and the time at which it continues. */
    private record Stopped(RingtailProcess process, long untilNs) {}

    /** Starts all of it in an empty directory; rings overwrite, or discard and wait for some of the receivers. */
    SoakStand(boolean discards, Path scratch, Random random) throws Exception {
        this.discards = discards;
        this.random = random;
        sysfs = new FakeSysfs(scratch, all(), all());
        host = new RingtailHost(
                RingtailHost.SMALL,
                "--sysfs",
                sysfs.root(),
                "--buffer-size",
                "1m",
                "--mode",
                discards ? "discard" : "overwrite");
        applications = new SoakApplications(host, scratch, random);
        accounts = new SoakAccounts(host);
        losses = new SoakLosses(host);
        fast = new RawReceiver(host, "raw", discards, discards, RawReceiver.FAST);
        receivers.add(fast);
        receivers.add(new RawReceiver(host, "raw, slow", false, false, RawReceiver.SLOW));
        receivers.add(new RawReceiver(host, "raw, reads only when asked", false, false, RawReceiver.NEVER));
        receivers.add(new TailReceiver(host, "tail"));
        receivers.add(new TextReceiver(host));
        selective = new TailReceiver(host, "tail with a selection", "--event", "short:lived");
        for (SoakReceiver receiver : receivers) {
            accounts.open(receiver);
        }
    }

    private static String all() {
        return "0-" + (CPUS - 1);
    }

    String name() {
        return discards ? "discard" : "overwrite";
    }

    /** Does one thing at random. */
    void disturb() throws Exception {
        resume(System.nanoTime());
        applications.go();
        switch (random.nextInt(ACTIONS)) {
            case 0, 1, 2, 3, 4 -> count(SoakEvent.STARTED, applications.start() ? 1 : 0);
            case 5 -> count(SoakEvent.KILLED, applications.kill() ? 1 : 0);
            case 6, 7 -> stopAnApplication();
            case 8, 9 -> stopAReceiver();
            case 10, 11, 12, 13 -> changeCpus();
            case 14, 15, 16, 17 -> threads();
            default -> snapshot();
        }
    }

    private void count(SoakEvent event, long times) {
        counts.merge(event, times, Long::sum);
    }

    /** Lets processes continue that have been stopped for long enough. */
    private void resume(long nowNs) throws Exception {
        for (Stopped each : List.copyOf(stopped)) {
            if (nowNs - each.untilNs() >= 0) {
                stopped.remove(each);
                if (each.process().isAlive()) {
                    each.process().signal("CONT");
                }
            }
        }
    }

    private void stopAnApplication() throws Exception {
        RingtailProcess process = applications.stop();
        if (process != null) {
            stopped.add(new Stopped(process, someTimeFromNow()));
            count(SoakEvent.STOPPED, 1);
        }
    }

    private void stopAReceiver() throws Exception {
        RingtailProcess tail = (random.nextBoolean() ? selective : firstTail()).process();
        tail.signal("STOP");
        stopped.add(new Stopped(tail, someTimeFromNow()));
        count(SoakEvent.RECEIVER_STOPPED, 1);
    }

    private TailReceiver firstTail() {
        return receivers.stream()
                .filter(TailReceiver.class::isInstance)
                .map(TailReceiver.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private long someTimeFromNow() {
        return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextLong(LONGEST_STOP_MS));
    }

    private void changeCpus() throws IOException {
        int mask = 1 + random.nextInt((1 << CPUS) - 1);
        StringBuilder online = new StringBuilder();
        for (int cpu = 0; cpu < CPUS; cpu++) {
            if ((mask >>> cpu & 1) != 0) {
                online.append(online.isEmpty() ? "" : ",").append(cpu);
            }
        }
        sysfs.online(online.toString());
        count(SoakEvent.CPUS, 1);
    }

    private void threads() throws IOException {
        applications.threads(SHORT_LIVED);
        count(SoakEvent.THREADS, SHORT_LIVED);
    }

    private void snapshot() throws IOException {
        try {
            RemoteDaemon.local(host.directory().resolve("stream.sock")).post("/snapshot", Map.of("reason", "soak"));
            count(SoakEvent.SNAPSHOT, 1);
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).contains("answers 429")) {
                throw e;
            }
            // Less than a second after the last one.
        }
    }

    /** Lets the daemon end, or kills it, and starts another while applications write. */
    void replaceDaemon() throws Exception {
        String before = host.daemon().err();
        checkLosses();
        if (random.nextBoolean()) {
            host.kill();
            count(SoakEvent.DAEMON_KILLED, 1);
        } else {
            host.stop();
            count(SoakEvent.DAEMON_STOPPED, 1);
        }
        checkLog(before);
        host.restart();
    }

    private void checkLosses() throws Exception {
        if (discards) {
            losses.look();
        }
    }

    private void checkLog(String log) {
        assertThat(log).doesNotContain("ERROR", "Exception", "OutOfMemory");
    }

    /** Ends the applications, waits until all is settled, and checks every account. */
    void check() throws Exception {
        resume(Long.MAX_VALUE / 2 + System.nanoTime());
        sysfs.online(all());
        Eventually.until(
                "all CPUs are online", Soak.PATIENCE_NS, () -> host.online().size() == CPUS);
        applications.end();
        Eventually.until(
                "the records of the killed are free",
                Soak.PATIENCE_NS,
                () -> BufferView.of(host.directory().resolve("buffer"))
                        .acknowledged()
                        .keySet()
                        .equals(Set.of(applications.steady())));
        accounts.awaitQuiet();
        for (SoakReceiver receiver : receivers) {
            receiver.settle();
        }
        renewEnded();
        accounts.check(receivers);
        accounts.checkSelection(selective, applications);
        checkLosses();
        if (discards) {
            missing = accounts.checkArrival(fast, applications);
        }
        checkLog(host.daemon().err());
        footprints.check(host, applications.steady());
        receivers.forEach(SoakReceiver::begin);
    }

    /** A receiver that has ended with its daemon is replaced by one whose account begins now. */
    private void renewEnded() throws Exception {
        for (SoakReceiver receiver : List.copyOf(receivers)) {
            // Fails if it has ended for another reason.
            receiver.accounted();
            if (receiver.hasEnded()) {
                receivers.remove(receiver);
                TextReceiver next = new TextReceiver(host);
                receivers.add(next);
                accounts.open(next);
            }
        }
    }

    Map<SoakEvent, Long> counts() {
        return counts;
    }

    long written() throws Exception {
        return accounts.written();
    }

    long repaired() throws Exception {
        return host.sum("repaired");
    }

    /** Events that were reported as lost to any of the receivers. */
    long lost() {
        return receivers.stream().mapToLong(SoakReceiver::lost).sum();
    }

    /** Marks of the tail that its next event is out of order. */
    long late() {
        return firstTail().late();
    }

    /** Events that applications have written, and the receiver for which rings wait knows as lost. */
    long missing() {
        return missing;
    }

    /** Events lost to all receivers for which rings wait, since their applications had stopped inside them. */
    long stalled() {
        return losses.stalled();
    }

    SoakFootprints footprints() {
        return footprints;
    }

    /** Copies what can be looked at after a failure. */
    void keep(Path target) throws Exception {
        Files.createDirectories(target);
        Process copy = new ProcessBuilder("cp", "-r", "--sparse=always", host.dir(), target.toString())
                .inheritIO()
                .start();
        copy.waitFor();
        try {
            Files.writeString(target.resolve("stats.json"), host.get("/stats"));
        } catch (IOException noDaemon) {
            // The directory has its log.
        }
    }

    @Override
    public void close() throws IOException {
        selective.close();
        receivers.forEach(SoakReceiver::close);
        applications.close();
        host.close();
    }
}
