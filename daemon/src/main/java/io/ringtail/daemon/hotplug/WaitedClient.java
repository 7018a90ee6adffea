package io.ringtail.daemon.hotplug;

/**
 * A client that a CPU has waited for.
 *
 * @param client its record's index
 * @param pid its process, in the daemon's pid namespace
 * @param command its command, empty if unknown
 */
public record WaitedClient(int client, int pid, String command) {
    @Override
    public String toString() {
        return "client " + client + " (pid " + pid + (command.isEmpty() ? "" : ", " + command) + ")";
    }
}
