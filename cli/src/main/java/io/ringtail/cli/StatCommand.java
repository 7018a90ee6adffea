package io.ringtail.cli;

import io.ringtail.daemon.ByteSize;
import io.ringtail.daemon.buffer.RingCounter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ringtail stat}: prints the rings' counters. */
@Command(
        name = "stat",
        description = {
            "Prints the counters of each CPU's ring.",
            "",
            "WRITTEN: events ever committed, the sum of ENTRIES, OVERRUN and CONSUMED. ENTRIES: events that can be"
                    + " read now, with a size of BYTES bytes. OVERRUN: events overwritten. CONSUMED: events received"
                    + " by every lossless reader (discard mode). DROPPED: events dropped for lack of room. READ:"
                    + " events delivered to all readers together since the daemon started.",
            "",
            "The second table lists each CPU's state, the epoch in which it was announced, the time it last took to"
                    + " come online, the client for which it waited longest, and the reason if it is not online.",
            "",
            "The third table lists what clients share: the amount in use and its limit, then the same for the process"
                    + " and for the user with the largest amount. An event type counts for the process that"
                    + " registered it first."
        },
        footer = {"  ringtail stat", "  ringtail stat --json | jq '.cpus[].written'"})
final class StatCommand implements Callable<Integer> {
    private static final List<RingCounter> COLUMNS = List.of(
            RingCounter.WRITTEN,
            RingCounter.ENTRIES,
            RingCounter.BYTES,
            RingCounter.OVERRUN,
            RingCounter.CONSUMED,
            RingCounter.DROPPED,
            RingCounter.READ);
    /** Counters shown only if they are not 0. */
    private static final List<RingCounter> NOTES = List.of(
            RingCounter.CUT,
            RingCounter.NO_SLOT,
            RingCounter.MALFORMED,
            RingCounter.REROUTED,
            RingCounter.REPAIRED,
            RingCounter.AMBIGUOUS);

    @Mixin
    private DaemonOptions where;

    @Option(names = "--json", description = "Print all of the daemon's statistics as one line of JSON.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        DaemonReport report = DaemonReport.of(where.daemon());
        Output output = Output.standard();
        if (json) {
            output.line(report.json());
        } else {
            print(report, output.text());
        }
        output.flush();
        return 0;
    }

    private static void print(DaemonReport report, StringBuilder out) {
        int clients = report.clients().size();
        out.append(report.mode())
                .append(" mode, ")
                .append(ByteSize.format(report.subbufSize() * report.subbufs()))
                .append(" per CPU in sub-buffers of ")
                .append(ByteSize.format(report.subbufSize()))
                .append(", ")
                .append(clients)
                .append(clients == 1 ? " process" : " processes")
                .append(" attached\n");
        Table table = new Table();
        table.row(row("CPU", "STATE", RingCounter::name));
        for (DaemonReport.Cpu cpu : report.cpus()) {
            table.row(row(cpu.cpu(), cpu.online() ? "online" : "offline", cpu::get));
        }
        table.row(row("all", "", report::sum));
        table.appendTo(out);
        handshakes(report.handshakes(), out);
        quotas(report.quotas(), out);
        limits(report.limits(), out);
        NOTES.forEach(counter -> note(out, report.sum(counter), counter.help()));
        note(out, report.unplaced(), "found no ring and were not written");
        pending(out, report.sum(RingCounter.PENDING));
        report.cpus().stream()
                .filter(cpu -> cpu.get(RingCounter.QUARANTINED) > 0)
                .forEach(cpu -> damage(out, cpu));
    }

    private static Object[] row(Object cpu, Object state, Function<RingCounter, Object> cell) {
        return Stream.concat(Stream.of(cpu, state), COLUMNS.stream().map(cell)).toArray();
    }

    private static void damage(StringBuilder out, DaemonReport.Cpu cpu) {
        out.append("CPU ")
                .append(cpu.cpu())
                .append("'s ring was damaged ")
                .append(cpu.get(RingCounter.QUARANTINED))
                .append(" times and recovered; the last damage: ")
                .append(cpu.damage())
                .append('\n');
    }

    private static void pending(StringBuilder out, long bytes) {
        if (bytes > 0) {
            out.append(bytes).append(" bytes are reserved by writers that have not committed them yet\n");
        }
    }

    private static void handshakes(DaemonReport.Handshakes handshakes, StringBuilder out) {
        Table table = new Table();
        table.row("CPU", "STATE", "EPOCH", "TOOK_US", "WAITED FOR", "FAILURE");
        for (DaemonReport.CpuState cpu : handshakes.cpus()) {
            if (!cpu.state().equals("absent")) {
                table.row(cpu.cpu(), cpu.state(), cpu.epoch(), cpu.tookUs(), cpu.waitedFor(), cpu.failure());
            }
        }
        table.appendTo(out.append('\n'));
        out.append("CPUs came online ")
                .append(handshakes.online())
                .append(" times, failed ")
                .append(handshakes.failed())
                .append(" (refused by a client ")
                .append(handshakes.refused())
                .append("); rounds past the time limit: ")
                .append(handshakes.passedOver())
                .append(" passed over a client, ")
                .append(handshakes.held())
                .append(" kept waiting; missing rings: ")
                .append(handshakes.noRing())
                .append('\n');
    }

    private static void quotas(List<DaemonReport.Quota> quotas, StringBuilder out) {
        Table table = new Table();
        table.row("RESOURCE", "USED", "LIMIT", "PROCESS", "USED", "LIMIT", "USER", "USED", "LIMIT");
        for (DaemonReport.Quota quota : quotas) {
            DaemonReport.Share process = quota.process();
            DaemonReport.Share user = quota.user();
            table.row(
                    quota.resource(),
                    quota.used(),
                    quota.limit(),
                    process.holder(),
                    process.used(),
                    process.limit(),
                    user.holder(),
                    user.used(),
                    user.limit());
        }
        table.appendTo(out.append('\n'));
        out.append('\n');
    }

    private static void limits(List<DaemonReport.Limit> limits, StringBuilder out) {
        if (limits.isEmpty()) {
            return;
        }
        Table table = new Table();
        table.row("HTTP", "USED", "LIMIT", "RESERVE", "PEER", "USED", "LIMIT", "REFUSED");
        for (DaemonReport.Limit limit : limits) {
            table.row(
                    limit.resource(),
                    limit.used(),
                    limit.limit(),
                    limit.reserve(),
                    limit.peer(),
                    limit.usedByPeer(),
                    limit.limitOfPeer(),
                    limit.refused());
        }
        table.appendTo(out);
        out.append('\n');
    }

    private static void note(StringBuilder out, long events, String what) {
        if (events > 0) {
            out.append(events).append(" events ").append(what).append('\n');
        }
    }
}
