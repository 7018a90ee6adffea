package io.ringtail.daemon.access;

/**
 * What one account may take of the HTTP service: a user over the UNIX socket, an address over TCP. The operator has no
 * share, and a reserve that nobody else can take.
 *
 * @param sharePercent of connections and of streams, for one account
 * @param reservePercent of connections and of streams, for the operator only
 * @param requestsPerSecond of one account, on average; as many may come at once
 */
public record PeerLimits(int sharePercent, int reservePercent, int requestsPerSecond) {
    private static final int WHOLE = 100;
    private static final int RESERVE_PERCENT = 10;

    /** No limits but those of all together. */
    public static final PeerLimits NONE = new PeerLimits(WHOLE, 0, Integer.MAX_VALUE);

    /** Returns limits with the usual reserve. */
    public static PeerLimits of(int sharePercent, int requestsPerSecond) {
        return new PeerLimits(sharePercent, RESERVE_PERCENT, requestsPerSecond);
    }

    int share(int most) {
        return (int) Math.max(1, (long) most * sharePercent / WHOLE);
    }

    int reserve(int most) {
        return (int) ((long) most * reservePercent / WHOLE);
    }
}
