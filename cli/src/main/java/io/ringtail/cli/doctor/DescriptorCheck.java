package io.ringtail.cli.doctor;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The examination of a process's open files: a tracer needs two for its socket and, for a moment, the buffer. */
final class DescriptorCheck {
    private static final Pattern LIMIT = Pattern.compile("(?m)^Max open files +(\\d{1,18}) ");
    private static final int NEEDED = 4;

    private DescriptorCheck() {}

    /**
     * Adds whether the limit of open files leaves room to attach.
     *
     * @param attached whether it is attached, and so has those that it needs
     */
    static void check(ProcessEntry process, boolean attached, Findings findings) {
        int open = process.descriptors().size();
        Matcher limit = LIMIT.matcher(process.text("limits"));
        if (open == 0 || !limit.find()) {
            return;
        }
        long most = Long.parseLong(limit.group(1));
        String of = "files: " + open + " open of " + most;
        if (open + NEEDED > most && !attached) {
            findings.problem(of + ", so the tracer cannot connect: raise the limit (ulimit -n, LimitNOFILE=), or find"
                    + " what keeps them open (ls -l /proc/PID/fd)");
        } else {
            findings.ok(of);
        }
    }
}
