package io.ringtail.daemon.control;

/**
 * The most that one process, and all processes of one user together, may have of what all share: client records, thread
 * slots and kinds of events. Root and the daemon's own user have no limit of their own, only their processes have.
 *
 * @param processRecords client records of one process
 * @param processShare of one process, in percent of all thread slots and of all kinds of events
 * @param userShare of one user, in percent of all client records, thread slots and kinds of events
 * @param daemonUid the daemon's own user
 */
public record Quotas(int processRecords, int processShare, int userShare, int daemonUid) {
    private static final int WHOLE = 100;
    private static final int ROOT = 0;

    /** Client records of one process, of all that there are. */
    int recordsOfProcess(int all) {
        return Math.min(processRecords, all);
    }

    /** One process's part of all thread slots, or kinds of events; never nothing. */
    int ofProcess(int all) {
        return share(all, processShare);
    }

    /** One user's part of all; never nothing. */
    int ofUser(int uid, int all) {
        return uid == ROOT || uid == daemonUid ? all : share(all, userShare);
    }

    /** The shares of all client records that are adopted. */
    AdoptedShares adoptedRecords(int all) {
        return new AdoptedShares(recordsOfProcess(all), user -> ofUser(user, all));
    }

    /** The shares of all blocks of thread slots that are adopted. */
    AdoptedShares adoptedBlocks(int all) {
        return new AdoptedShares(ofProcess(all), user -> ofUser(user, all));
    }

    private static int share(int all, int percent) {
        return (int) Math.max(1, (long) all * percent / WHOLE);
    }
}
