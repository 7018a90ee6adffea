package io.ringtail.daemon.stream;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.proto.stream.Position;
import java.util.BitSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a receiver asked for.
 *
 * @param oldest whether it begins with what is there, or with what comes
 * @param waiting whether it goes on when there is nothing more now
 * @param lossless whether, in discard mode, the rings wait for it, and drop what others could have had
 * @param cpus the CPUs that it wants
 * @param after where it goes on; null for a receiver that begins
 * @param aheadBytes how much it holds of CPUs that are ahead of another one; {@link #UNORDERED} where it does not put them
 *     into one order
 * @param askedNs when it asked, ns
 */
record FeedOptions(
        boolean oldest,
        boolean waiting,
        boolean lossless,
        BitSet cpus,
        @Nullable Map<Integer, Position> after,
        long aheadBytes,
        long askedNs) {
    /** In place of a number of bytes: pages come as they come. */
    static final long UNORDERED = Long.MAX_VALUE;

    private static final long AHEAD_BYTES = 16L << 20;

    /** Whether the receiver puts the CPUs into one order of time. */
    boolean isOrdered() {
        return aheadBytes != UNORDERED;
    }

    static FeedOptions of(Request request, int possibleCpus, long nowNs) throws HttpProblem {
        Parameters parameters = request.parameters();
        parameters.only("from", "wait", "lossless", "cpu");
        return of(request, parameters.cpus(possibleCpus), null, AHEAD_BYTES, nowNs);
    }

    /** The same for a receiver that may go on where it was in a buffer. */
    static FeedOptions ofStream(Request request, BufferFile buffer, long nowNs) throws HttpProblem {
        Parameters parameters = request.parameters();
        parameters.only("from", "wait", "lossless", "cpu", "after", "ahead");
        int possibleCpus = buffer.geometry().possibleCpus();
        return of(
                request,
                parameters.cpus(possibleCpus),
                parameters.positions("after", possibleCpus, buffer.created()),
                parameters.bytes("ahead", AHEAD_BYTES, UNORDERED),
                nowNs);
    }

    private static FeedOptions of(
            Request request, BitSet cpus, @Nullable Map<Integer, Position> after, long aheadBytes, long nowNs)
            throws HttpProblem {
        Parameters parameters = request.parameters();
        return new FeedOptions(
                parameters.fromOldest(),
                parameters.flag("wait", true),
                lossless(request),
                cpus,
                after,
                aheadBytes,
                nowNs);
    }

    static FeedOptions ofCpu(Request request, int cpu, long nowNs) throws HttpProblem {
        Parameters parameters = request.parameters();
        parameters.only("from", "wait", "lossless");
        BitSet cpus = new BitSet();
        cpus.set(cpu);
        return of(request, cpus, null, UNORDERED, nowNs);
    }

    /** Off unless it is asked for, since it costs others events: reading changes nothing for anybody else. */
    private static boolean lossless(Request request) throws HttpProblem {
        boolean asked = request.parameters().flag("lossless", false);
        if (asked && request.crossSite()) {
            throw new HttpProblem(
                    HttpResponseStatus.FORBIDDEN,
                    "a web page may not have the rings wait for it: send the request without lossless=1");
        }
        return asked;
    }
}
