package io.ringtail.daemon.control;

/**
 * The maximum share of common resources for one process, and for all processes of one user together: client records,
 * thread slots and event types. Root and the daemon's own user have no user limit; only their processes are limited,
 * and leave the last records, slots and event types to processes that have none, or few types.
 *
 * <p>Lower limits revoke nothing: who has more gets no more. For any thread.
 */
public final class Quotas {
    private static final int WHOLE = 100;
    private static final int ROOT = 0;
    /** In percent: what was found in a file and not resumed leaves a quarter to others, whichever users it names. */
    private static final int FOUND_SHARE = 75;
    /** An eighth of all is left to processes that have nothing yet, whoever has the rest. */
    private static final int LEFT_TO_NEWCOMERS = 8;
    /** The number of processes for which the event types that are left suffice. */
    private static final int NEWCOMERS = 256;

    private final int daemonUid;
    private volatile Limits limits;

    /**
     * The limits at one moment.
     *
     * @param processRecords client records of one process
     * @param processShare the share of one process, in percent of all thread slots and of all event types
     * @param userShare the share of one user, in percent of all client records, thread slots and event types
     */
    public record Limits(int processRecords, int processShare, int userShare) {}

    /** Creates quotas with limits to begin with; {@code daemonUid} is the daemon's own user. */
    public Quotas(Limits limits, int daemonUid) {
        this.limits = limits;
        this.daemonUid = daemonUid;
    }

    Quotas(int processRecords, int processShare, int userShare, int daemonUid) {
        this(new Limits(processRecords, processShare, userShare), daemonUid);
    }

    /** Sets the limits for further requests. */
    public void set(Limits now) {
        limits = now;
    }

    /** Returns the maximum number of client records of one process. */
    int recordsOfProcess(int all) {
        return Math.min(limits.processRecords(), all);
    }

    /** Returns one process's share of all thread slots, or event types; at least one. */
    int ofProcess(int all) {
        return share(all, limits.processShare());
    }

    /** Returns one user's share of all; at least one. */
    int ofUser(int uid, int all) {
        return uid == ROOT || uid == daemonUid ? all : share(all, limits.userShare());
    }

    /** Returns the share of all that was found in a file and not resumed, together; at least one. */
    int ofFound(int all) {
        return share(all, FOUND_SHARE);
    }

    /** Returns how many of all are left to processes that have none. */
    int ofNewcomers(int all) {
        return all / LEFT_TO_NEWCOMERS;
    }

    /**
     * Returns how much one process may have if it takes what is left to newcomers. Event types are never given back: a
     * process that is started again and again, with other types each time, takes that much at each start.
     */
    int ofNewcomer(int all) {
        return ofNewcomers(all) / NEWCOMERS;
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
