package io.ringtail.daemon.control;

/**
 * A process that holds a client record, connected or not.
 *
 * @param client the record's index
 * @param pid in the daemon's pid namespace
 * @param uid of its user, -1 until it has connected to this daemon
 * @param gid of its group, -1 until it has connected to this daemon
 * @param command the command it reported, empty until it has connected to this daemon
 * @param threadSlots the number of slots granted to this record
 * @param eventTypes the number of event types that the process has added
 * @param eventBytes the bytes of the daemon's heap that these take
 */
public record AttachedProcess(
        int client, int pid, int uid, int gid, String command, int threadSlots, long eventTypes, long eventBytes) {}
