package io.ringtail.daemon.control;

import java.util.HashMap;
import java.util.Map;
import java.util.function.IntToLongFunction;
import java.util.function.ToIntFunction;

/** The amounts of one resource that each process and each user has. */
final class ResourceUse {
    private final Map<Holder, Long> byProcess = new HashMap<>();
    private final Map<Integer, Long> byUser = new HashMap<>();

    private record Holder(int pid, long startTime) {}

    /** Adds to the amounts of a process and of its user. */
    void add(int pid, long startTime, int uid, long amount) {
        byProcess.merge(new Holder(pid, startTime), amount, Long::sum);
        addForUser(uid, amount);
    }

    /** Adds to a user's amount what an unknown process of that user has. */
    void addForUser(int uid, long amount) {
        byUser.merge(uid, amount, Long::sum);
    }

    long ofProcess(int pid, long startTime) {
        return byProcess.getOrDefault(new Holder(pid, startTime), 0L);
    }

    long ofUser(int uid) {
        return byUser.getOrDefault(uid, 0L);
    }

    /** Returns the process with the largest amount, as a share of at most {@code limit}. */
    QuotaUse.Share largestProcess(long limit) {
        return largest(byProcess, Holder::pid, pid -> limit);
    }

    /** Returns the known user with the largest amount; each has its own limit. */
    QuotaUse.Share largestUser(IntToLongFunction limit) {
        return largest(byUser, uid -> uid, limit);
    }

    private static <K> QuotaUse.Share largest(Map<K, Long> amounts, ToIntFunction<K> id, IntToLongFunction limit) {
        QuotaUse.Share largest = new QuotaUse.Share(QuotaUse.Share.NOBODY, 0, limit.applyAsLong(QuotaUse.Share.NOBODY));
        for (Map.Entry<K, Long> entry : amounts.entrySet()) {
            int holder = id.applyAsInt(entry.getKey());
            if (holder != QuotaUse.Share.NOBODY && entry.getValue() > largest.used()) {
                largest = new QuotaUse.Share(holder, entry.getValue(), limit.applyAsLong(holder));
            }
        }
        return largest;
    }
}
