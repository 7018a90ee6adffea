package io.ringtail.cli.doctor;

import io.ringtail.proto.layout.RunFiles;
import java.nio.file.Path;
import java.util.List;

/** The examination of a process's namespaces: which of them differ from this command's, and what follows from that. */
public final class NamespaceCheck {
    private static final List<Namespace> NAMESPACES = List.of(
            new Namespace("mnt", "it sees other files: mount the run directory into it"),
            new Namespace("pid", "it has other pids: the daemon needs hostPID to name its threads"),
            new Namespace("net", "127.0.0.1 is another host there: use the UNIX socket in the run directory"),
            new Namespace("user", "its groups are others: map the daemon's group"),
            new Namespace("ipc", ""),
            new Namespace("uts", ""),
            new Namespace("cgroup", ""),
            new Namespace(
                    "time",
                    "its monotonic clock is another one, so its events cannot be put in order: run it"
                            + " without a time namespace"));

    /** A kind of namespace, as a file of {@code /proc/PID/ns}, and what to do if it is another one; source: namespaces(7). */
    private record Namespace(String name, String remedy) {}

    private NamespaceCheck() {}

    /** Adds which namespaces of the daemon, whose pid is its own view of it, differ from this command's. */
    public static void checkDaemon(long pid, Path directory, Findings findings) {
        ProcessEntry daemon = entry(pid);
        if (isDaemon(daemon, directory)) {
            check("the daemon", daemon, findings);
        } else {
            findings.note(
                    "namespaces: the daemon, " + pid + " in its own pid namespace, is not visible here: to compare"
                            + " them, run ringtail doctor as root on the host");
        }
    }

    /** Returns whether the daemon, whose pid is its own view of it, numbers processes as this command does. */
    public static boolean sharesPids(long pid, Path directory) {
        ProcessEntry daemon = entry(pid);
        return isDaemon(daemon, directory) && !daemon.hasOwn("ns/pid");
    }

    private static ProcessEntry entry(long pid) {
        return new ProcessEntry(Path.of("/proc/" + pid));
    }

    /** Another process may have the daemon's number here. */
    private static boolean isDaemon(ProcessEntry process, Path directory) {
        return process.strings("cmdline").contains("daemon")
                || process.descriptors()
                        .contains(directory.resolve(RunFiles.LOCK).toString());
    }

    /** Adds which namespaces of a process differ. */
    static void check(String who, ProcessEntry process, Findings findings) {
        List<Namespace> differing = NAMESPACES.stream()
                .filter(namespace -> process.hasOwn("ns/" + namespace.name()))
                .toList();
        if (process.isClosed("ns")) {
            findings.note("namespaces: those of " + who + " cannot be seen: run ringtail doctor as root");
        } else if (differing.isEmpty()) {
            findings.ok("namespaces: " + who + " has those of this command");
        } else {
            findings.note("namespaces: " + who + " has others than this command, as in a container: "
                    + String.join(", ", differing.stream().map(Namespace::name).toList()));
            differing.stream()
                    .filter(namespace -> !namespace.remedy().isEmpty())
                    .forEach(namespace -> findings.note(
                            "namespaces: " + namespace.name() + " of " + who + ": " + namespace.remedy()));
        }
    }
}
