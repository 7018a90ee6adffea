package io.ringtail.cli;

import io.ringtail.cli.DaemonReport.Client;
import io.ringtail.cli.DaemonReport.Cpu;
import io.ringtail.cli.DaemonReport.CpuState;
import io.ringtail.cli.DaemonReport.Handshakes;
import io.ringtail.cli.DaemonReport.Receiver;
import io.ringtail.cli.EventCounts.Interval;
import io.ringtail.cli.live.Sections;
import io.ringtail.daemon.ByteSize;
import io.ringtail.daemon.buffer.RingCounter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The text of {@code stat --watch}: the differences between two reports, and the events counted between them. */
final class StatScreen {
    private static final double NS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final double NS_PER_MS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final double PERCENT = 100;

    private final DaemonReport before;
    private final DaemonReport now;
    private final Interval counts;
    private final LongFunction<String> users;
    private final Rate rate;

    /**
     * Creates a screen.
     *
     * @param before the earlier report; null if there is none, and so no rate
     * @param counts the events between the reports, by process
     * @param users returns a user's name by its number
     */
    StatScreen(@Nullable DaemonReport before, DaemonReport now, Interval counts, LongFunction<String> users) {
        this.before = before == null ? now : before;
        this.now = now;
        this.counts = counts;
        this.users = users;
        this.rate = new Rate(now.nowNs() - this.before.nowNs());
    }

    /**
     * Returns the screen's lines.
     *
     * @param uncounted why the events of processes are not counted; empty if they are
     */
    List<String> lines(String time, String uncounted, int rows) {
        Sections sections = new Sections();
        sections.add(List.of(title(time)));
        sections.add(cpus());
        sections.add(clients(uncounted));
        sections.add(receivers());
        sections.add(handshakes());
        sections.add(StatNotes.of(now));
        return sections.lines(rows);
    }

    private String title(String time) {
        long enabled = now.events().stream().filter(DaemonReport.Event::enabled).count();
        return time + "  daemon " + now.pid() + ", " + now.mode() + " mode, " + ByteSize.format(ringBytes())
                + " per CPU, " + enabled + " of " + now.events().size() + " event types on";
    }

    private long ringBytes() {
        return now.subbufSize() * now.subbufs();
    }

    private List<String> cpus() {
        Map<Long, Cpu> earlier = new HashMap<>();
        before.cpus().forEach(cpu -> earlier.put(cpu.cpu(), cpu));
        Table table = new Table()
                .row("CPU", "ON", "EVENTS/S", "BYTES/S", "FILL%", "HOLDS_S", "OVERRUN/S", "DROPPED/S", "OTHER/S");
        for (Cpu cpu : now.cpus()) {
            Cpu former = earlier.getOrDefault(cpu.cpu(), cpu);
            long oldest = cpu.get(RingCounter.OLDEST);
            table.row(
                    cpu.cpu(),
                    cpu.online() ? "yes" : "no",
                    grown(RingCounter.WRITTEN, former, cpu),
                    grown(RingCounter.RESERVED, former, cpu),
                    fill(cpu.get(RingCounter.BYTES), ringBytes()),
                    oldest == 0 ? "" : Rate.tenths((cpu.get(RingCounter.NOW) - oldest) / NS_PER_SECOND),
                    grown(RingCounter.OVERRUN, former, cpu),
                    grown(RingCounter.DROPPED, former, cpu),
                    rate.between(other(former), other(cpu)));
        }
        table.row(
                "all",
                "",
                grown(RingCounter.WRITTEN),
                grown(RingCounter.RESERVED),
                fill(now.sum(RingCounter.BYTES), ringBytes() * now.cpus().size()),
                "",
                grown(RingCounter.OVERRUN),
                grown(RingCounter.DROPPED),
                rate.between(
                        before.cpus().stream().mapToLong(StatScreen::other).sum(),
                        now.cpus().stream().mapToLong(StatScreen::other).sum()));
        return sumFirst(table.lines());
    }

    /** Moves the last line below the head, where it is not the first one that a small screen leaves out. */
    private static List<String> sumFirst(List<String> lines) {
        List<String> moved = new ArrayList<>(lines);
        moved.add(1, moved.remove(moved.size() - 1));
        return moved;
    }

    /** Events that were not written for a reason of their own. */
    private static long other(Cpu cpu) {
        return cpu.get(RingCounter.NO_SLOT) + cpu.get(RingCounter.MALFORMED);
    }

    private String grown(RingCounter counter, Cpu former, Cpu cpu) {
        return rate.between(former.get(counter), cpu.get(counter));
    }

    private String grown(RingCounter counter) {
        return rate.between(before.sum(counter), now.sum(counter));
    }

    private static String fill(long bytes, long of) {
        return of <= 0 ? "" : Long.toString(Math.round(PERCENT * bytes / of));
    }

    /** The clients, and below them the processes whose events came without one: those that have ended. */
    private List<String> clients(String uncounted) {
        Map<Long, Long> events = new TreeMap<>();
        Map<Long, String> names = new HashMap<>();
        for (EventCounts.Row row : counts.rows()) {
            events.merge((long) row.pid(), row.events(), Long::sum);
            names.put((long) row.pid(), row.process() == null ? "" : row.process());
        }
        Rate counted = new Rate(counts.ns());
        Table table = new Table().row("CLIENT", "PID", "USER", "EVENTS/S", "THREADS", "TYPES", "COMMAND");
        for (Client client : now.clients()) {
            // A process that has two records is counted once.
            long own = Optional.ofNullable(events.remove(client.pid())).orElse(0L);
            String user = client.uid() < 0 ? "?" : users.apply(client.uid());
            table.row(
                    client.id(),
                    client.pid(),
                    user,
                    counted.of(own),
                    client.threads(),
                    client.eventTypes(),
                    Problems.oneLine(client.command()));
        }
        Long unknown = events.remove(0L);
        events.forEach((pid, number) -> table.row(
                "", pid, "", counted.of(number), "", "", "(ended) " + Problems.oneLine(names.getOrDefault(pid, ""))));
        if (unknown != null) {
            table.row("", "", "", counted.of(unknown), "", "", "(unknown process)");
        }
        List<String> lines = new ArrayList<>(table.lines());
        if (!uncounted.isEmpty()) {
            lines.add(1, Problems.oneLine(uncounted));
        } else if (counts.lost() > 0 || counts.lostUnknown()) {
            lines.add(1, counts.lostText() + " events were lost to this command, and are not counted by process");
        }
        return lines;
    }

    private List<String> receivers() {
        Map<String, Receiver> earlier = new HashMap<>();
        before.receivers().forEach(receiver -> earlier.put(key(before, receiver), receiver));
        Table table = new Table().row("RECEIVER", "PEER", "OWNER", "EVENTS/S", "BYTES/S", "LAG_MS", "LOST");
        for (Receiver receiver : now.receivers()) {
            Receiver former = earlier.getOrDefault(key(now, receiver), receiver);
            table.row(
                    Problems.oneLine(receiver.path()),
                    Problems.oneLine(receiver.peer()),
                    Problems.oneLine(receiver.owner()),
                    grown(Receiver::events, former, receiver),
                    grown(Receiver::bytes, former, receiver),
                    Rate.tenths(receiver.lagNs() / NS_PER_MS),
                    receiver.lost());
        }
        return now.receivers().isEmpty() ? List.of("no receivers") : table.lines();
    }

    private String grown(ToLongFunction<Receiver> counter, Receiver former, Receiver receiver) {
        return rate.between(counter.applyAsLong(former), counter.applyAsLong(receiver));
    }

    /** What tells receivers apart in two reports: when they began, on the daemon's clock. */
    private static String key(DaemonReport report, Receiver receiver) {
        return (report.nowNs() - receiver.ageNs()) + " " + receiver.peer() + " " + receiver.path();
    }

    private List<String> handshakes() {
        Handshakes all = now.handshakes();
        List<String> lines = new ArrayList<>();
        lines.add("handshakes: online " + all.online() + ", failed " + all.failed() + ", passed over a client "
                + all.passedOver() + ", held " + all.held() + "; missing rings " + all.noRing());
        for (CpuState cpu : all.cpus()) {
            if (!cpu.state().equals("absent") && !cpu.state().equals("online")) {
                lines.add(Problems.oneLine("CPU " + cpu.cpu() + " is " + cpu.state() + " (epoch " + cpu.epoch() + ")"
                        + (cpu.waitedFor().isEmpty() ? "" : ", waited for " + cpu.waitedFor())
                        + (cpu.failure().isEmpty() ? "" : ": " + cpu.failure())));
            }
        }
        return lines;
    }
}
