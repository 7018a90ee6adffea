package io.ringtail.daemon.stream;

import java.util.BitSet;

/**
 * What a receiver asked for.
 *
 * @param oldest whether it begins with what is there, or with what comes
 * @param waiting whether it goes on when there is nothing more now
 * @param lossless whether, in discard mode, the rings wait for it
 * @param cpus the CPUs that it wants
 * @param askedNs when it asked, ns: a receiver that does not wait gets nothing younger
 */
record FeedOptions(boolean oldest, boolean waiting, boolean lossless, BitSet cpus, long askedNs) {
    static FeedOptions of(Request request, int possibleCpus, long nowNs) throws HttpProblem {
        Parameters parameters = request.parameters();
        parameters.only("from", "wait", "lossless", "cpu");
        return new FeedOptions(
                parameters.fromOldest(),
                parameters.flag("wait", true),
                parameters.flag("lossless", true),
                parameters.cpus(possibleCpus),
                nowNs);
    }

    static FeedOptions ofCpu(Request request, int cpu, long nowNs) throws HttpProblem {
        Parameters parameters = request.parameters();
        parameters.only("from", "wait", "lossless");
        BitSet cpus = new BitSet();
        cpus.set(cpu);
        return new FeedOptions(
                parameters.fromOldest(), parameters.flag("wait", true), parameters.flag("lossless", true), cpus, nowNs);
    }
}
