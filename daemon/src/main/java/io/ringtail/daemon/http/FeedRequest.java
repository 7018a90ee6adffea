package io.ringtail.daemon.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.ringtail.daemon.access.LimitException;
import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.daemon.feed.FeedOptions;
import io.ringtail.daemon.feed.Receiver;
import io.ringtail.daemon.feed.Receivers;
import io.ringtail.proto.stream.Position;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The parameters of a request for a feed. */
final class FeedRequest {
    /** Those that all feeds have. */
    private static final List<String> ALL =
            List.of("from", "wait", "lossless", "event", "tid", "pid", "filter", "since");

    private FeedRequest() {}

    private static void only(Parameters parameters, String... others) throws HttpProblem {
        parameters.only(Stream.concat(ALL.stream(), Stream.of(others)).toArray(String[]::new));
    }

    static FeedOptions of(Request request, int possibleCpus, long nowNs) throws HttpProblem {
        Parameters parameters = request.parameters();
        only(parameters, "cpu");
        return of(request, parameters.cpus(possibleCpus), null, FeedOptions.AHEAD_BYTES, 0, nowNs);
    }

    /** The options of a receiver that may resume at its position in a buffer. */
    static FeedOptions ofStream(Request request, BufferFile buffer, long nowNs) throws HttpProblem {
        Parameters parameters = request.parameters();
        only(parameters, "cpu", "after", "ahead", "buffer_percent");
        int possibleCpus = buffer.geometry().possibleCpus();
        return of(
                request,
                parameters.cpus(possibleCpus),
                parameters.positions("after", possibleCpus, buffer.created()),
                parameters.bytes("ahead", FeedOptions.AHEAD_BYTES, FeedOptions.UNORDERED),
                parameters.percent("buffer_percent"),
                nowNs);
    }

    private static FeedOptions of(
            Request request,
            BitSet cpus,
            @Nullable Map<Integer, Position> after,
            long aheadBytes,
            int percent,
            long nowNs)
            throws HttpProblem {
        Parameters parameters = request.parameters();
        return new FeedOptions(
                parameters.fromOldest(),
                parameters.flag("wait", true),
                lossless(request),
                cpus,
                after,
                aheadBytes,
                percent,
                nowNs,
                SelectionRequest.of(parameters),
                parameters.since("from", nowNs));
    }

    static FeedOptions ofCpu(Request request, int cpu, long nowNs) throws HttpProblem {
        Parameters parameters = request.parameters();
        only(parameters);
        BitSet cpus = new BitSet();
        cpus.set(cpu);
        return of(request, cpus, null, FeedOptions.UNORDERED, 0, nowNs);
    }

    /** Off by default, since a lossless reader costs others events: reading must not affect anyone else. */
    private static boolean lossless(Request request) throws HttpProblem {
        boolean asked = request.parameters().flag("lossless", false);
        if (asked && request.foreign()) {
            throw new HttpProblem(
                    HttpResponseStatus.FORBIDDEN,
                    "another site's web page may not make the rings wait for it: send the request without lossless=1");
        }
        return asked;
    }

    /** Opens a receiver for the sender of the request. */
    static Receiver open(Receivers receivers, Request request, FeedOptions options, boolean text) throws HttpProblem {
        try {
            return receivers.open(request.path(), request.peer(), request.sender(), options, text);
        } catch (LimitException e) {
            throw Limits.problem(e, false);
        }
    }
}
