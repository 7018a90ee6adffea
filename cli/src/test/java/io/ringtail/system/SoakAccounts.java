package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.reader.remote.RemoteDaemon;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The accounts of a soak's daemon while nothing writes: each receiver has received each CPU's events or knows that they
 * are lost, to the last one; so has the daemon itself by its sessions; and what is not lost has arrived.
 */
final class SoakAccounts {
    private static final Pattern SESSION = Pattern.compile("\"id\":\"(\\w+)\",\"path\":\"/[^}]*");

    private final RingtailHost host;
    private final Map<SoakReceiver, Map<Integer, Long>> bases = new HashMap<>();
    private final Map<String, Long> sessions = new HashMap<>();
    private long droppedBefore;

    SoakAccounts(RingtailHost host) {
        this.host = host;
    }

    /** Begins the account of a receiver that has just been opened, while nothing writes. */
    void open(SoakReceiver receiver) throws Exception {
        bases.put(receiver, offered(stats()));
        droppedBefore = host.sum("dropped");
    }

    private String stats() throws Exception {
        return RemoteDaemon.local(host.directory().resolve("stream.sock")).read("/stats", "*/*");
    }

    /** What each CPU's writers have written, or dropped for lack of room. */
    private static Map<Integer, Long> offered(String stats) {
        Map<Integer, Long> offered = new TreeMap<>(RingtailHost.byCpu(stats, "written"));
        RingtailHost.byCpu(stats, "dropped").forEach((cpu, dropped) -> offered.merge(cpu, dropped, Long::sum));
        return offered;
    }

    /** Waits until nothing is pending, and checks what must be zero. */
    void awaitQuiet() throws Exception {
        Eventually.until("nothing is pending", Soak.PATIENCE_NS, () -> host.sum("pending_bytes") == 0);
        String stats = stats();
        for (String never : List.of("no_slot", "malformed", "quarantined")) {
            assertThat(RingtailHost.byCpu(stats, never).values()).as(never).containsOnly(0L);
        }
    }

    /** Waits until each receiver accounts for all that was written since it was opened, and for nothing else. */
    void check(List<SoakReceiver> receivers) throws Exception {
        for (SoakReceiver receiver : receivers) {
            try {
                Eventually.until(
                        receiver.name(), Soak.PATIENCE_NS, () -> due(receiver).equals(accounted(receiver)));
            } catch (AssertionError e) {
                throw new AssertionError(
                        receiver.name() + " accounts for " + receiver.accounted() + " (" + receiver.lost()
                                + " of them lost), due are " + due(receiver) + ": " + stats(),
                        e);
            }
        }
        for (SoakReceiver receiver : receivers) {
            assertThat(accounted(receiver)).as(receiver.name()).isEqualTo(due(receiver));
        }
        checkSessions();
    }

    private static Map<Integer, Long> accounted(SoakReceiver receiver) {
        Map<Integer, Long> accounted = receiver.accounted();
        accounted.values().removeIf(count -> count == 0);
        return accounted;
    }

    private Map<Integer, Long> due(SoakReceiver receiver) throws Exception {
        Map<Integer, Long> base = bases.getOrDefault(receiver, Map.of());
        Map<Integer, Long> due = offered(stats());
        due.replaceAll((cpu, count) -> count - base.getOrDefault(cpu, 0L));
        due.values().removeIf(count -> count == 0);
        return due;
    }

    /** A session's events sent, filtered and lost grow exactly as what is written does. */
    private void checkSessions() throws Exception {
        try {
            Eventually.until("the sessions", Soak.PATIENCE_NS, () -> sessionsAgree(stats()));
        } catch (AssertionError e) {
            throw new AssertionError("sessions differ from " + sessions + ": " + stats(), e);
        }
        String stats = stats();
        sessionOffsets(stats).forEach(sessions::putIfAbsent);
    }

    private boolean sessionsAgree(String stats) {
        return sessionOffsets(stats).entrySet().stream()
                .allMatch(found -> found.getValue().equals(sessions.getOrDefault(found.getKey(), found.getValue())));
    }

    private static Map<String, Long> sessionOffsets(String stats) {
        long offered =
                offered(stats).values().stream().mapToLong(Long::longValue).sum();
        Map<String, Long> offsets = new HashMap<>();
        Matcher session = SESSION.matcher(stats);
        while (session.find()) {
            String json = session.group();
            long accounted = RingtailHost.number(json, "events")
                    + RingtailHost.number(json, "filtered")
                    + RingtailHost.number(json, "lost");
            offsets.put(session.group(1), offered - accounted);
        }
        return offsets;
    }

    /**
     * Checks that a receiver for which the rings wait has what applications say that they have written, except for what
     * it knows to be lost, which are not the events that found no room.
     *
     * @return how many are missing
     */
    long checkArrival(RawReceiver receiver, SoakApplications applications) throws Exception {
        StreamCheck check = receiver.check();
        long missing = applications.writtenByShortLived() - check.others();
        assertThat(missing).as("events that were written once").isNotNegative();
        for (Map.Entry<Long, Long> thread : applications.written().entrySet()) {
            long arrived = check.eventsOf(thread.getKey());
            assertThat(arrived).as("events of thread %d", thread.getKey()).isLessThanOrEqualTo(thread.getValue());
            missing += thread.getValue() - arrived;
        }
        assertThat(missing)
                .as("events missing at %s", receiver.name())
                .isLessThanOrEqualTo(receiver.lost() - (host.sum("dropped") - droppedBefore));
        return missing;
    }

    /** Waits until a receiver of the events that are written once has all of them that it does not know to be lost. */
    void checkSelection(TailReceiver selective, SoakApplications applications) throws Exception {
        long written = applications.writtenByShortLived();
        selective.accounted();
        Eventually.until(selective.name(), Soak.PATIENCE_NS, () -> written - selective.others() <= selective.lost());
        assertThat(selective.others()).as(selective.name()).isLessThanOrEqualTo(written);
    }

    /** All that was ever written. */
    long written() throws Exception {
        return host.sum("written");
    }
}
