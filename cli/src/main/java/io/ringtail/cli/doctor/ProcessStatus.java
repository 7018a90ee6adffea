package io.ringtail.cli.doctor;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What {@code /proc/PID/status} says of a process. Source: proc_pid_status(5).
 *
 * @param name of its first thread
 * @param ended whether it is a zombie
 * @param pids its pids, from the reader's namespace down to its own
 * @param credentials by which it uses files
 * @param cpus on which it may run, as a list of numbers; empty if that is unknown
 */
record ProcessStatus(String name, boolean ended, List<Integer> pids, Credentials credentials, String cpus) {
    private static final int FILESYSTEM_ID = 3;
    private static final int HEXADECIMAL = 16;

    /** Parses the text; empty if it is not a process's status. */
    static Optional<ProcessStatus> parse(String text) {
        Map<String, String> lines = text.lines()
                .filter(line -> line.contains(":"))
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.indexOf(':')),
                        line -> line.substring(line.indexOf(':') + 1).strip(),
                        (first, repeated) -> first));
        try {
            return Optional.of(of(lines));
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    private static ProcessStatus of(Map<String, String> lines) {
        String state = lines.getOrDefault("State", "");
        Credentials credentials = new Credentials(
                Credentials.numbers(lines.getOrDefault("Uid", ""))[FILESYSTEM_ID],
                Credentials.numbers(lines.getOrDefault("Gid", ""))[FILESYSTEM_ID],
                boxed(lines.getOrDefault("Groups", "")).stream().collect(Collectors.toSet()),
                Long.parseUnsignedLong(lines.getOrDefault("CapEff", "0"), HEXADECIMAL));
        return new ProcessStatus(
                lines.getOrDefault("Name", "?"),
                state.startsWith("Z") || state.startsWith("X"),
                boxed(lines.getOrDefault("NSpid", "")),
                credentials,
                lines.getOrDefault("Cpus_allowed_list", ""));
    }

    private static List<Integer> boxed(String numbers) {
        return Arrays.stream(Credentials.numbers(numbers)).boxed().toList();
    }

    /** Returns whether the process has a pid namespace of its own, as in a container. */
    boolean isInOtherNamespace() {
        return pids.size() > 1;
    }

    /** Returns the process's own view of its pid. */
    int ownPid() {
        return pids.isEmpty() ? 0 : pids.get(pids.size() - 1);
    }
}
