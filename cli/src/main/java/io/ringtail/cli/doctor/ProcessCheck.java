package io.ringtail.cli.doctor;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The examination of one application's process: all that matters for its events and can be seen from outside. */
public final class ProcessCheck {
    private static final Path PROC = Path.of("/proc");
    private static final String CLIENT = "ringtail-client";
    /** The first 15 bytes of the name of a tracer's thread, ringtail-conductor, which runs while the tracer is open. */
    private static final String CONDUCTOR = "ringtail-conduc";

    private final int pid;
    private final ProcessEntry entry;
    private final ProcessStatus status;
    private final Mappings mappings;
    private final List<String> commandLine;
    private final DirectoryUse use;

    private ProcessCheck(int pid, ProcessEntry entry, ProcessStatus status) {
        this.pid = pid;
        this.entry = entry;
        this.status = status;
        this.mappings = Mappings.parse(entry.maps());
        this.commandLine = entry.strings("cmdline");
        DirectorySetting setting = DirectorySetting.of(commandLine, entry.strings("environ"));
        this.use = new DirectoryUse(entry, status.credentials(), mappings, setting);
    }

    /** Finds a process; empty, with a problem, if there is none with that pid. */
    public static Optional<ProcessCheck> of(int pid, Findings findings) {
        ProcessEntry entry = new ProcessEntry(PROC.resolve(Integer.toString(pid)));
        Optional<ProcessStatus> status = ProcessStatus.parse(entry.text("status"));
        if (status.isEmpty()) {
            findings.problem("process: there is none with pid " + pid + ", as far as this user and pid namespace can"
                    + " see: check the pid, or run ringtail doctor as root on the host");
        } else if (status.get().ended()) {
            findings.problem("process: " + pid + " (" + status.get().name() + ") has ended: start it again");
            return Optional.empty();
        }
        return status.map(found -> new ProcessCheck(pid, entry, found));
    }

    /** Returns the run directory that the process uses, under a path valid here; empty if that cannot be seen. */
    public Optional<Path> directory() {
        return use.directory();
    }

    /**
     * Adds what is to be said of the process, and of its use of a run directory.
     *
     * @param attached whether the directory's daemon says that the process is attached
     */
    public void check(Path directory, boolean attached, Findings findings) {
        findings.ok("process: " + pid + " (" + status.name() + "), " + status.credentials()
                + (status.isInOtherNamespace()
                        ? "; in a pid namespace of its own, where its pid is " + status.ownPid()
                        : ""));
        if (mappings.isReadable() && !mappings.hasJvm()) {
            findings.problem("process: " + pid + " is no JVM: give the pid of its java process (pgrep -P " + pid + ")");
        } else {
            checkClient(findings);
            checkMachine(attached, findings);
            use.check(directory, attached, findings);
        }
        if (!entry.closed().isEmpty()) {
            findings.note("process: " + String.join(", ", entry.closed()) + " of " + pid + " cannot be read: run"
                    + " ringtail doctor as root or as user "
                    + Integer.toUnsignedString(status.credentials().uid()));
        }
    }

    private void checkMachine(boolean attached, Findings findings) {
        if (mappings.isReadable()) {
            findings.ok("C library: " + CLibrary.of(entry, mappings));
        }
        findings.ok("CPUs: the process may run on " + status.cpus()
                + " (its affinity and its cgroup's cpuset); the rings of others get no events of it");
        NamespaceCheck.check("the process", entry, findings);
        DescriptorCheck.check(entry, attached, findings);
    }

    private void checkClient(Findings findings) {
        List<String> threads = entry.threads();
        boolean jar = Stream.concat(commandLine.stream(), entry.descriptors().stream())
                .anyMatch(text -> text.contains(CLIENT));
        if (threads.contains(CONDUCTOR)) {
            findings.ok("client: a tracer is open");
        } else if (threads.isEmpty()) {
            findings.note("client: the process's threads cannot be seen");
        } else if (jar) {
            findings.problem("client: " + CLIENT + " is there, but no tracer is open: call Tracer.global(), or what"
                    + " calls it");
        } else {
            findings.problem("client: no tracer is open, and no " + CLIENT
                    + " jar is among the open files: depend on io.ringtail:" + CLIENT + ", and call Tracer.global()");
        }
    }
}
