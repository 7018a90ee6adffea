package io.ringtail.cli;

import io.ringtail.daemon.ByteSize;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.ToLongFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ringtail stat}: the rings' accounts. */
@Command(
        name = "stat",
        description = {
            "Prints the accounts of each CPU's ring.",
            "",
            "WRITTEN: events ever committed. ENTRIES: those that can be read now, of BYTES bytes. OVERRUN: overwritten."
                    + " CONSUMED: had by every lossless reader (discard mode). WRITTEN is the sum of these three."
                    + " DROPPED: found no room. READ: delivered, to all readers together, since the daemon started.",
            "",
            "The second table: each CPU's state, the epoch it was announced in, how long it took to come online the last"
                    + " time, which client it waited for longest, and why it is not online."
        },
        footer = {"  ringtail stat", "  ringtail stat --json | jq '.cpus[].written'"})
final class StatCommand implements Callable<Integer> {
    @Mixin
    private DaemonOptions where;

    @Option(names = "--json", description = "Print all that the daemon says, as one line of JSON.")
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
        out.append(report.mode())
                .append(" mode, ")
                .append(ByteSize.format(report.subbufSize() * report.subbufs()))
                .append(" a CPU in sub-buffers of ")
                .append(ByteSize.format(report.subbufSize()))
                .append(", ")
                .append(report.clients())
                .append(report.clients() == 1 ? " process" : " processes")
                .append(" attached\n");
        Table table = new Table();
        table.row("CPU", "STATE", "WRITTEN", "ENTRIES", "BYTES", "OVERRUN", "CONSUMED", "DROPPED", "READ");
        for (DaemonReport.Cpu cpu : report.cpus()) {
            table.row(
                    cpu.cpu(),
                    cpu.online() ? "online" : "offline",
                    cpu.written(),
                    cpu.entries(),
                    cpu.bytes(),
                    cpu.overrun(),
                    cpu.consumed(),
                    cpu.dropped(),
                    cpu.read());
        }
        List<DaemonReport.Cpu> cpus = report.cpus();
        table.row(
                "all",
                "",
                sum(cpus, DaemonReport.Cpu::written),
                sum(cpus, DaemonReport.Cpu::entries),
                sum(cpus, DaemonReport.Cpu::bytes),
                sum(cpus, DaemonReport.Cpu::overrun),
                sum(cpus, DaemonReport.Cpu::consumed),
                sum(cpus, DaemonReport.Cpu::dropped),
                sum(cpus, DaemonReport.Cpu::read));
        table.appendTo(out);
        handshakes(report.handshakes(), out);
        note(out, sum(cpus, DaemonReport.Cpu::cut), "had a text that was cut to fit");
        note(out, sum(cpus, DaemonReport.Cpu::noSlot), "had no thread slot and were not written");
        note(out, sum(cpus, DaemonReport.Cpu::malformed), "did not give the fields they declare and were not written");
        note(out, report.unplaced(), "found no ring at all and were not written");
        note(out, sum(cpus, DaemonReport.Cpu::rerouted), "went to another CPU's ring, since theirs was not online");
        note(
                out,
                sum(cpus, DaemonReport.Cpu::repaired),
                "of killed processes were left half-written: ringtail:lost stands there");
        note(out, sum(cpus, DaemonReport.Cpu::ambiguous), "may or may not have been begun by killed processes");
        pending(out, sum(cpus, DaemonReport.Cpu::pendingBytes));
        cpus.stream().filter(cpu -> cpu.quarantined() > 0).forEach(cpu -> damage(out, cpu));
    }

    private static void damage(StringBuilder out, DaemonReport.Cpu cpu) {
        out.append("CPU ")
                .append(cpu.cpu())
                .append("'s ring was damaged ")
                .append(cpu.quarantined())
                .append(" times, and went on behind it; the last time ")
                .append(cpu.damage())
                .append('\n');
    }

    private static void pending(StringBuilder out, long bytes) {
        if (bytes > 0) {
            out.append(bytes).append(" bytes are taken by writers that have not committed them yet\n");
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
                .append(" waited on; missing rings: ")
                .append(handshakes.noRing())
                .append('\n');
    }

    private static void note(StringBuilder out, long events, String what) {
        if (events > 0) {
            out.append(events).append(" events ").append(what).append('\n');
        }
    }

    private static long sum(List<DaemonReport.Cpu> cpus, ToLongFunction<DaemonReport.Cpu> what) {
        return cpus.stream().mapToLong(what).sum();
    }
}
