package io.ringtail.cli;

import io.ringtail.daemon.buffer.RingAccount;
import io.ringtail.daemon.recovery.RecoveryReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The report of a recovery, as text and as JSON. */
final class RecoveryText {
    private RecoveryText() {}

    /** Returns one line for the file, one per CPU and one for the total. */
    static List<String> lines(RecoveryReport report) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "rings of %s in %s mode, from %s boot, %d processes attached: %s",
                report.geometry().ring(),
                report.geometry().mode().name().toLowerCase(Locale.ROOT),
                report.ofThisBoot() ? "this" : "another",
                report.clients(),
                state(report)));
        if (report.spoiledEvents() > 0) {
            lines.add(report.spoiledEvents() + " entries of the event table are damaged: their events are shown as"
                    + " unknown");
        }
        for (RingAccount cpu : report.cpus()) {
            lines.add("CPU " + cpu.cpu() + ": "
                    + account(cpu.events(), cpu.lost(), cpu.repaired(), cpu.ambiguous(), cpu.damaged()));
        }
        lines.add("all: "
                + account(
                        report.sum(RingAccount::events),
                        report.sum(RingAccount::lost),
                        report.sum(RingAccount::repaired),
                        report.sum(RingAccount::ambiguous),
                        report.sum(RingAccount::damaged)));
        return lines;
    }

    private static String state(RecoveryReport report) {
        if (!report.live()) {
            return "no writer is left, so incomplete events are repaired";
        }
        return (report.daemonAlive() ? "a daemon uses the file" : report.living() + " of them may be writing")
                + ", so nothing is repaired";
    }

    private static String account(long events, long lost, long repaired, long ambiguous, long damaged) {
        return String.format(
                Locale.ROOT,
                "%,d events, %,d lost, %,d repaired, %,d ambiguous, %,d sub-buffers damaged",
                events,
                lost,
                repaired,
                ambiguous,
                damaged);
    }

    /** Returns one JSON object. */
    static String json(RecoveryReport report) {
        String cpus = report.cpus().stream()
                .map(cpu -> "{\"cpu\":" + cpu.cpu() + ','
                        + numbers(cpu.events(), cpu.lost(), cpu.repaired(), cpu.ambiguous(), cpu.damaged()) + '}')
                .collect(Collectors.joining(","));
        return "{\"live\":" + report.live()
                + ",\"daemon_alive\":" + report.daemonAlive()
                + ",\"this_boot\":" + report.ofThisBoot()
                + ",\"clients\":" + report.clients()
                + ",\"clients_alive\":" + report.living()
                + ",\"event_entries_damaged\":" + report.spoiledEvents() + ','
                + numbers(
                        report.sum(RingAccount::events),
                        report.sum(RingAccount::lost),
                        report.sum(RingAccount::repaired),
                        report.sum(RingAccount::ambiguous),
                        report.sum(RingAccount::damaged))
                + ",\"cpus\":[" + cpus + "]}";
    }

    private static String numbers(long events, long lost, long repaired, long ambiguous, long damaged) {
        return "\"events\":" + events + ",\"lost\":" + lost + ",\"repaired\":" + repaired + ",\"ambiguous\":"
                + ambiguous + ",\"damaged\":" + damaged;
    }
}
