package io.ringtail.daemon.control;

/**
 * The number of event types that each process and each user has added, or their size in bytes. They are never removed,
 * so a process's count outlives it; there are no more counts than event types.
 */
final class EventQuota {
    /** A newcomer gets some types of usual length even where few bytes are kept, as in an instance. */
    private static final int LEAST_BYTES = 8192;

    private final Quotas quotas;
    private final int all;
    private final int least;
    private final String what;
    private final String remedy;
    private final ResourceUse use = new ResourceUse();

    private EventQuota(Quotas quotas, int all, int least, String what, String remedy) {
        this.quotas = quotas;
        this.all = all;
        this.least = least;
        this.what = what;
        this.remedy = remedy;
    }

    /** Creates a quota of at most {@code all} event types, none of which is counted yet. */
    static EventQuota ofTypes(Quotas quotas, int all) {
        return new EventQuota(
                quotas,
                all,
                1,
                "event types",
                "register fewer event types, let a field tell events apart instead of the name, or start the daemon on"
                        + " a new file");
    }

    /** Creates a quota of the bytes in a budget, none of which are counted yet. */
    static EventQuota ofBytes(Quotas quotas, EventBudget budget) {
        return new EventQuota(
                quotas,
                (int) Math.min(Integer.MAX_VALUE, budget.bytes()),
                LEAST_BYTES,
                "bytes of event types",
                EventBudget.REMEDY);
    }

    /** Counts one that an earlier daemon's client added, of which only the user is known. */
    void adopt(int uid, int amount) {
        use.addForUser(uid, amount);
    }

    /**
     * Checks that a process may add another one.
     *
     * @param used the total in use
     * @throws EventRefusedException if the process, or its user, has reached its limit, or the rest is kept for others
     */
    void check(Claimant claimant, int amount, long used) throws EventRefusedException {
        long ofProcess = ofProcess(claimant.pid(), claimant.startTime());
        if (amount > quotas.ofProcess(all) - ofProcess) {
            throw new EventRefusedException(
                    "pid " + claimant.pid() + " has registered " + ofProcess + " of " + quotas.ofProcess(all) + " "
                            + what + ", the limit for one process: register fewer, or raise --process-share");
        }
        long ofUser = use.ofUser(claimant.uid());
        if (amount > quotas.ofUser(claimant.uid(), all) - ofUser) {
            throw new EventRefusedException("processes of uid " + claimant.uid() + " have registered " + ofUser
                    + " of " + quotas.ofUser(claimant.uid(), all) + " " + what
                    + ", the limit for one user: register fewer, raise --user-share, or start the daemon"
                    + " on a new file");
        }
        leaveToNewcomers(ofProcess, amount, used);
    }

    /** Checks that a process with more than a few takes none of those that are kept for others. */
    private void leaveToNewcomers(long ofProcess, int amount, long used) throws EventRefusedException {
        int kept = quotas.ofNewcomers(all);
        boolean few = ofProcess + amount <= Math.max(least, quotas.ofNewcomer(all));
        if (!few && all - used - amount < kept) {
            throw new EventRefusedException(used + " of " + all + " " + what + " are in use, and the last " + kept
                    + " are kept for processes that have few: " + remedy);
        }
    }

    /** Counts one that a process has added. */
    void add(Claimant claimant, int amount) {
        use.add(claimant.pid(), claimant.startTime(), claimant.uid(), amount);
    }

    /** Returns how much a process has added. */
    long ofProcess(int pid, long startTime) {
        return use.ofProcess(pid, startTime);
    }

    /** Returns a report for a total in use. */
    QuotaUse report(long used) {
        return new QuotaUse(
                what,
                used,
                all,
                use.largestProcess(quotas.ofProcess(all)),
                use.largestUser(uid -> quotas.ofUser(uid, all)));
    }
}
