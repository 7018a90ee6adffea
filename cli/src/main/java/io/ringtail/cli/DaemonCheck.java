package io.ringtail.cli;

import io.ringtail.cli.doctor.DaemonService;
import io.ringtail.cli.doctor.Findings;
import io.ringtail.cli.doctor.NamespaceCheck;
import io.ringtail.cli.doctor.PortCheck;
import io.ringtail.cli.doctor.RoomCheck;
import io.ringtail.daemon.buffer.MemoryRoom;
import io.ringtail.daemon.buffer.RingCounter;
import io.ringtail.daemon.control.RunDirectory;
import io.ringtail.daemon.files.FileEntry;
import io.ringtail.daemon.hotplug.CpuList;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.RunFiles;
import io.ringtail.reader.remote.RemoteDaemon;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The examination of the daemon of a run directory, by its lock, its address and its own statistics. */
final class DaemonCheck {
    private static final List<RingCounter> LOSSES = List.of(
            RingCounter.DROPPED, RingCounter.OVERRUN, RingCounter.NO_SLOT, RingCounter.MALFORMED, RingCounter.CUT);
    private static final int MOST_NAMES = 10;
    private static final Duration SOON = Duration.ofDays(30);

    private final Path directory;
    private final DaemonService service;
    private final Findings findings;

    DaemonCheck(Path directory, Findings findings) {
        this.directory = directory;
        this.service = DaemonService.of(directory);
        this.findings = findings;
    }

    /** Adds what is to be said of the daemon, and returns its statistics; empty if it does not answer. */
    Optional<DaemonReport> check() {
        boolean locked = isLocked();
        try {
            Optional<RemoteDaemon> daemon = LocalDaemon.in(directory);
            if (daemon.isPresent()) {
                return ask(daemon.get(), locked);
            }
            findings.problem(
                    locked
                            ? "daemon: one has locked " + directory + ", but does not serve yet: wait, or read "
                                    + service.log()
                            : start("no daemon is running in " + directory));
            PortCheck.check(findings);
        } catch (IOException e) {
            findings.problem("daemon: " + e.getMessage());
        }
        return Optional.empty();
    }

    /** A pipe of that name, which a stranger may have made, would keep this process waiting. */
    private boolean isLocked() {
        try {
            FileEntry lock = FileEntry.of(directory.resolve(RunFiles.LOCK));
            return lock != null && lock.isRegular() && RunDirectory.isServed(directory.resolve(RunFiles.BUFFER));
        } catch (IOException unknown) {
            return false;
        }
    }

    private String start(String why) {
        return "daemon: " + why + ": start one with " + service.start();
    }

    private Optional<DaemonReport> ask(RemoteDaemon daemon, boolean locked) {
        try {
            daemon.read("/livez", "*/*");
            DaemonReport report = DaemonReport.of(daemon);
            findings.ok("daemon: live, serves at " + daemon.base());
            describe(daemon, report);
            return Optional.of(report);
        } catch (IOException e) {
            findings.problem(silence(daemon, locked, e));
            return Optional.empty();
        }
    }

    private String silence(RemoteDaemon daemon, boolean locked, IOException failure) {
        if (!(failure.getCause() instanceof ConnectException)) {
            return "daemon: " + failure.getMessage() + "; if it does not recover, restart it";
        }
        return locked
                ? "daemon: one has locked " + directory + ", but accepts no connection at " + daemon.base() + ": read "
                        + service.log() + ", and restart it"
                : start("none answers at " + daemon.base() + ", the address in " + directory);
    }

    private void describe(RemoteDaemon daemon, DaemonReport report) {
        try {
            daemon.read("/readyz", "*/*");
            findings.ok("daemon: ready");
        } catch (IOException e) {
            findings.problem("daemon: " + e.getMessage() + "; " + service.log() + " says what to do");
        }
        NamespaceCheck.checkDaemon(report.pid(), directory, findings);
        certificate(report.certificate());
        report.credentials().stream()
                .filter(use -> !use.problem().isEmpty())
                .forEach(use -> findings.problem("credentials: the files of the " + use.what()
                        + " cannot be used, so what they had before stays in use: " + use.problem()));
        cpus(report);
        memory(report);
        events(report);
        losses(report);
        receivers(report);
        findings.ok("processes: " + report.clients().size() + " attached");
    }

    private void cpus(DaemonReport report) {
        BitSet online = new BitSet();
        report.cpus().stream()
                .filter(DaemonReport.Cpu::online)
                .filter(cpu -> cpu.cpu() >= 0 && cpu.cpu() < Geometry.MAX_CPUS)
                .forEach(cpu -> online.set((int) cpu.cpu()));
        if (online.isEmpty()) {
            findings.problem("CPUs: none has a ring online: wait a second, or read the daemon's log");
        } else {
            findings.ok("CPUs: " + CpuList.format(online) + " online");
        }
        report.handshakes().cpus().stream()
                .filter(cpu -> !cpu.failure().isEmpty())
                .forEach(cpu -> findings.note("CPUs: " + cpu.cpu() + " is " + cpu.state() + ": " + cpu.failure()));
    }

    private void memory(DaemonReport report) {
        boolean inFile = directory.resolve(RunFiles.BUFFER).toFile().exists();
        RoomCheck.check(
                directory,
                report.subbufSize() * report.subbufs(),
                report.cpus().size(),
                report.possibleCpus(),
                inFile,
                MemoryRoom.of(NamespaceCheck.sharesPids(report.pid(), directory) ? "" + report.pid() : "none"),
                findings);
    }

    private void certificate(DaemonReport.@Nullable Certificate certificate) {
        if (certificate == null) {
            return;
        }
        String what = "certificate: " + certificate.subject() + " ends at " + certificate.notAfter();
        String remedy = ": put a newer one into its file, which the daemon reads again within seconds";
        try {
            Instant end = Instant.parse(certificate.notAfter());
            if (end.isBefore(Instant.now())) {
                findings.problem(what + ", so clients refuse it" + remedy);
            } else if (end.isBefore(Instant.now().plus(SOON))) {
                findings.note(what + ", in less than " + SOON.toDays() + " days" + remedy);
            } else {
                findings.ok(what);
            }
        } catch (DateTimeParseException e) {
            findings.note(what + ", which is no time: use the same version of Ringtail on both ends");
        }
    }

    private void losses(DaemonReport report) {
        for (RingCounter counter : LOSSES) {
            if (report.sum(counter) > 0) {
                findings.note("events: " + report.sum(counter) + " " + counter.help());
            }
        }
        if (report.unplaced() > 0) {
            findings.note("events: " + report.unplaced() + " found no ring, or no grant, and were not written");
        }
    }

    private void events(DaemonReport report) {
        List<String> disabled = report.events().stream()
                .filter(event -> !event.enabled())
                .map(DaemonReport.Event::name)
                .toList();
        String count = "events: " + report.events().size() + " types registered, " + report.sum(RingCounter.WRITTEN)
                + " events written";
        if (disabled.isEmpty()) {
            findings.ok(count);
        } else {
            findings.note(count + "; disabled: "
                    + disabled.stream().limit(MOST_NAMES).collect(Collectors.joining(", "))
                    + (disabled.size() > MOST_NAMES ? " and " + (disabled.size() - MOST_NAMES) + " more" : "")
                    + " ('ringtail enable NAME' switches one on)");
        }
    }

    private void receivers(DaemonReport report) {
        findings.ok("receivers: " + report.receivers().size());
        report.receivers().stream()
                .filter(receiver -> receiver.lost() > 0)
                .forEach(receiver -> findings.note("receivers: " + receiver.peer() + " at " + receiver.path()
                        + " received " + receiver.events() + " events and lost " + receiver.lost()
                        + ": it is too slow, or --buffer-size too small"));
    }
}
