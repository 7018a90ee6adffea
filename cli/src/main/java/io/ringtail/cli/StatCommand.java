package io.ringtail.cli;

import io.ringtail.daemon.ByteSize;
import io.ringtail.daemon.buffer.RingCounter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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
        footer = {
            "  ringtail stat",
            "  ringtail stat --json | jq '.cpus[].written'",
            "  ringtail stat --watch",
            "  ringtail stat --watch 5 > stat.log &"
        })
final class StatCommand implements Callable<Integer> {
    private static final List<RingCounter> COLUMNS = List.of(
            RingCounter.WRITTEN,
            RingCounter.ENTRIES,
            RingCounter.BYTES,
            RingCounter.OVERRUN,
            RingCounter.CONSUMED,
            RingCounter.DROPPED,
            RingCounter.READ);

    @Spec
    private CommandSpec spec;

    @Mixin
    private DaemonOptions where;

    @Option(names = "--json", description = "Print all of the daemon's statistics as one line of JSON.")
    private boolean json;

    @Option(
            names = "--watch",
            paramLabel = "SECONDS",
            arity = "0..1",
            fallbackValue = "1s",
            converter = DurationConverter.class,
            description = "Show rates of each interval (default: 1; also 500ms or 2m), until q or Ctrl-C; space"
                    + " pauses. Where standard output is not a terminal, print a block of lines after each interval;"
                    + " with --json, a line.")
    private @Nullable Duration watch;

    @Option(
            names = "--passive",
            description = "With --watch: read only /stats. Without it, the rates of processes are counted from the"
                    + " events, as ringtail top counts them, at the same cost.")
    private boolean passive;

    @Override
    public Integer call() throws Exception {
        Duration interval = watch;
        if (interval != null) {
            watch(interval);
            return 0;
        }
        if (passive) {
            throw new ParameterException(spec.commandLine(), "--passive has a meaning with --watch only: give both");
        }
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

    private void watch(Duration interval) throws Exception {
        LiveRun.check(spec.commandLine(), "--watch", interval);
        if (json) {
            LiveRun.json(new StatJson(new KnownDaemon(where)), interval, Long.MAX_VALUE);
        } else {
            try (StatView view = new StatView(new KnownDaemon(where), where.areLocal(), !passive)) {
                LiveRun.show(view, interval);
            }
        }
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
        StatNotes.of(report).forEach(note -> out.append(note).append('\n'));
    }

    private static Object[] row(Object cpu, Object state, Function<RingCounter, Object> cell) {
        return Stream.concat(Stream.of(cpu, state), COLUMNS.stream().map(cell)).toArray();
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
}
