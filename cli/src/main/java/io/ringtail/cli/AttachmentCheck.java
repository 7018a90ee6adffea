package io.ringtail.cli;

import io.ringtail.cli.doctor.Findings;
import java.util.Optional;

/** The examination of what a daemon knows of one application's process. */
final class AttachmentCheck {
    private final int pid;
    private final DaemonReport report;
    private final boolean comparable;
    private final Optional<DaemonReport.Client> found;

    /**
     * Looks for a process in what a daemon says.
     *
     * @param pid as this command numbers processes
     * @param comparable whether the daemon numbers them in the same way
     */
    AttachmentCheck(int pid, DaemonReport report, boolean comparable) {
        this.pid = pid;
        this.report = report;
        this.comparable = comparable;
        this.found = report.clients().stream()
                .filter(client -> comparable && client.pid() == pid)
                .findFirst();
    }

    boolean isAttached() {
        return found.isPresent();
    }

    /** Adds whether the process is attached, and how. */
    void check(Findings findings) {
        if (!comparable) {
            findings.note("attached: the daemon numbers processes in a pid namespace that is not this one, so its "
                    + report.clients().size() + " processes cannot be compared with " + pid
                    + ": that it maps the buffer, or does not, is said above");
        } else if (pid == report.pid()) {
            findings.problem("attached: " + pid + " is the daemon itself: give an application's pid");
        } else if (found.isEmpty()) {
            findings.problem("attached: the daemon's " + report.clients().size()
                    + " processes do not include " + pid
                    + ": mend the problems above; if there is none, the logs of both"
                    + " have the reason, and so has tracer.status()");
        } else {
            describe(found.get(), findings);
        }
    }

    private static void describe(DaemonReport.Client client, Findings findings) {
        String what = "attached: client " + client.id() + ", " + client.threads() + " thread slots granted";
        if (client.uid() < 0) {
            findings.note(what + ", but not connected since the daemon started: it writes, and cannot register events");
        } else if (client.threads() == 0) {
            findings.note(what + ": no thread of it has written an event");
        } else {
            findings.ok(what + ", command " + client.command());
        }
    }
}
