package io.ringtail.daemon.access;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Limits the rate of each account's requests with a token bucket: as many requests as one second allows may come at
 * once. Only the accounts that sent requests last are known, so that their number is bounded; one that is forgotten
 * begins with a full bucket. Thread-safe.
 */
public final class RequestRates {
    private static final int MOST_ACCOUNTS = 4096;
    private static final double NS_PER_SECOND = 1e9;

    private int perSecond;
    private final LongSupplier clock;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MOST_ACCOUNTS;
        }
    };
    private long refused;

    private static final class Bucket {
        private double tokens;
        private long filledNs;

        Bucket(double tokens, long nowNs) {
            this.tokens = tokens;
            this.filledNs = nowNs;
        }
    }

    /**
     * Creates limits.
     *
     * @param perSecond requests of one account
     * @param clock ns
     */
    public RequestRates(int perSecond, LongSupplier clock) {
        this.perSecond = perSecond;
        this.clock = clock;
    }

    /**
     * Counts a request.
     *
     * @throws LimitException if the account has sent too many
     */
    public synchronized void count(String account) throws LimitException {
        long nowNs = clock.getAsLong();
        Bucket bucket = buckets.computeIfAbsent(account, unknown -> new Bucket(perSecond, nowNs));
        double earned = (nowNs - bucket.filledNs) / NS_PER_SECOND * perSecond;
        bucket.tokens = Math.min(perSecond, bucket.tokens + earned);
        bucket.filledNs = nowNs;
        if (bucket.tokens < 1) {
            refused++;
            throw new LimitException(
                    true, account + " sends more than " + perSecond + " requests a second: try again later");
        }
        bucket.tokens--;
    }

    /** Sets the limit for further requests. */
    synchronized void set(int requestsPerSecond) {
        perSecond = requestsPerSecond;
    }

    /** Returns the limit for one account, requests per second. */
    public synchronized int perSecond() {
        return perSecond;
    }

    /** Returns how many requests were refused since the daemon started. */
    public synchronized long refused() {
        return refused;
    }
}
