package io.ringtail.daemon.access;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A number of slots of one kind that principals share. An account (a user of this machine, or an address) may take a
 * share of them, and all accounts together leave a reserve to the operator. Thread-safe.
 */
public final class Slots {
    private final String what;
    private final int most;
    private int mostOfAccount;
    private int reserve;
    private final Map<String, Integer> byAccount = new HashMap<>();
    private int used;
    private long refused;

    /**
     * The slots at one moment.
     *
     * @param what they are for, in the plural
     * @param most of all
     * @param reserve of these, which only the operator can take
     * @param mostOfAccount that one account may take
     * @param used by all
     * @param account that uses most; null if none are used
     * @param usedByAccount used by that account
     * @param refused since the daemon started
     */
    public record Use(
            String what,
            int most,
            int reserve,
            int mostOfAccount,
            int used,
            @Nullable String account,
            int usedByAccount,
            long refused) {}

    /**
     * Creates free slots.
     *
     * @param what they are for, in the plural
     * @param most of all
     */
    public Slots(String what, int most, PeerLimits limits) {
        this.what = what;
        this.most = most;
        this.mostOfAccount = limits.share(most);
        this.reserve = limits.reserve(most);
    }

    /** Sets the limits for slots that are taken from now on. */
    synchronized void set(PeerLimits limits) {
        mostOfAccount = limits.share(most);
        reserve = limits.reserve(most);
    }

    /**
     * Takes a slot, to be released once.
     *
     * @throws LimitException if none is free for this account
     */
    public void take(String account, boolean operator) throws LimitException {
        take(account, operator, 1);
    }

    /**
     * Takes several slots, to be released together once. An account that has none gets any number while one is free, so
     * that what needs more than a share is possible, too.
     *
     * @throws LimitException if so many are not free for this account
     */
    public synchronized void take(String account, boolean operator, int count) throws LimitException {
        int own = byAccount.getOrDefault(account, 0);
        if (!operator && mostOfAccount < most && exceeds(own, count, mostOfAccount)) {
            refused++;
            throw new LimitException(
                    true,
                    account + " has " + own + " " + what + ", " + limit(count, mostOfAccount, "its limit")
                            + ": end some, or try again later");
        }
        int open = operator ? most : most - reserve;
        if (exceeds(used, count, open)) {
            refused++;
            throw new LimitException(
                    false,
                    used + " " + what + " are being served, " + limit(count, open, "the limit") + ": try again later");
        }
        used += count;
        byAccount.put(account, own + count);
    }

    private static String limit(int count, int most, String whose) {
        return count == 1 ? "which is " + whose : "and " + count + " more would exceed " + whose + " of " + most;
    }

    private static boolean exceeds(int taken, int count, int limit) {
        return taken >= limit || (taken > 0 && count > limit - taken);
    }

    /** Releases a slot that the account has taken. */
    public void release(String account) {
        release(account, 1);
    }

    /** Releases slots that the account has taken together. */
    public synchronized void release(String account, int count) {
        used -= count;
        byAccount.computeIfPresent(account, (name, own) -> own == count ? null : own - count);
    }

    /** Returns how many slots are in use, and who uses most of them. */
    public synchronized Use use() {
        String largest = null;
        int largestUse = 0;
        for (Map.Entry<String, Integer> entry : byAccount.entrySet()) {
            if (entry.getValue() > largestUse) {
                largest = entry.getKey();
                largestUse = entry.getValue();
            }
        }
        return new Use(what, most, reserve, mostOfAccount, used, largest, largestUse, refused);
    }
}
