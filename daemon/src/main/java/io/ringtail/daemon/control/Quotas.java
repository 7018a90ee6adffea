package io.ringtail.daemon.control;

/**
 * The maximum share of common resources for one process, and for all processes of one user together: client records,
 * thread slots and event types. Root and the daemon's own user have no user limit; only their processes are limited.
 *
 * @param processRecords client records of one process
 * @param processShare the share of one process, in percent of all thread slots and of all event types
 * @param userShare the share of one user, in percent of all client records, thread slots and event types
 * @param daemonUid the daemon's own user
 */
public record Quotas(int processRecords, int processShare, int userShare, int daemonUid) {
    private static final int WHOLE = 100;
    private static final int ROOT = 0;

    /** Returns the maximum number of client records of one process. */
    int recordsOfProcess(int all) {
        return Math.min(processRecords, all);
    }

    /** Returns one process's share of all thread slots, or event types; at least one. */
    int ofProcess(int all) {
        return share(all, processShare);
    }

    /** Returns one user's share of all; at least one. */
    int ofUser(int uid, int all) {
        return uid == ROOT || uid == daemonUid ? all : share(all, userShare);
    }

    /** Returns empty shares of all client records, for adoption. */
    AdoptedShares adoptedRecords(int all) {
        return new AdoptedShares(recordsOfProcess(all), user -> ofUser(user, all));
    }

    /** Returns empty shares of all blocks of thread slots, for adoption. */
    AdoptedShares adoptedBlocks(int all) {
        return new AdoptedShares(ofProcess(all), user -> ofUser(user, all));
    }

    private static int share(int all, int percent) {
        return (int) Math.max(1, (long) all * percent / WHOLE);
    }
}
