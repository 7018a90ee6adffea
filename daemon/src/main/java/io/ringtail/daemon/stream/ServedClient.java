package io.ringtail.daemon.stream;

/**
 * An attached process.
 *
 * @param id its record in the client table
 * @param pid as the daemon sees it
 * @param uid its user
 * @param gid its group
 * @param command what it says it is
 * @param threads thread slots that it has been granted
 */
public record ServedClient(int id, int pid, int uid, int gid, String command, int threads) {}
