package io.ringtail.daemon.access;

import java.util.List;
import java.util.function.LongSupplier;

/**
 * Everything of the HTTP service that is limited by peer and in all.
 *
 * @param connections over TCP and the UNIX socket
 * @param streams being served
 * @param textStreams those of them that merge CPUs, which take more memory
 * @param answers KiB of complete answers that wait to be taken, small ones apart
 * @param requests the rate of each peer's
 */
public record ServiceLimits(Slots connections, Slots streams, Slots textStreams, Slots answers, RequestRates requests) {
    private static final int MOST_ANSWERS_KIB = 16 << 10;

    /** Creates limits of which nothing is used. */
    public static ServiceLimits of(
            int connections, int streams, int textStreams, PeerLimits limits, LongSupplier clock) {
        return new ServiceLimits(
                new Slots("connections", connections, limits),
                new Slots("streams", streams, limits),
                new Slots("merged streams", textStreams, limits),
                new Slots("KiB of answers", MOST_ANSWERS_KIB, limits),
                new RequestRates(limits.requestsPerSecond(), clock));
    }

    /** Sets the limits of one peer for what it takes from now on. */
    public void set(PeerLimits limits) {
        connections.set(limits);
        streams.set(limits);
        textStreams.set(limits);
        answers.set(limits);
        requests.set(limits.requestsPerSecond());
    }

    /** The use of all slots. */
    public List<Slots.Use> uses() {
        return List.of(connections.use(), streams.use(), textStreams.use(), answers.use());
    }
}
