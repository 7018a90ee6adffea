package io.ringtail.daemon.http;

import io.ringtail.daemon.buffer.ReaderRing;
import io.ringtail.daemon.feed.FeedOptions;
import io.ringtail.daemon.feed.RawPageFeed;
import io.ringtail.daemon.feed.Receivers;
import io.ringtail.daemon.http.Reply.Feeding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /per_cpu}: a directory for each CPU that has a ring. */
final class PerCpuDirectory implements Node.Directory {
    private static final String PREFIX = "cpu";

    private final Served served;
    private final Receivers receivers;

    PerCpuDirectory(Served served, Receivers receivers) {
        this.served = served;
        this.receivers = receivers;
    }

    @Override
    public String description() {
        return "the CPUs that have been online, each with its ring's pages and counters";
    }

    @Override
    public List<String> names() {
        List<String> names = new ArrayList<>();
        for (int cpu = 0; cpu < served.buffer().geometry().possibleCpus(); cpu++) {
            if (served.buffer().ring(cpu) != null) {
                names.add(PREFIX + cpu);
            }
        }
        return names;
    }

    @Override
    public @Nullable Node child(String name) {
        if (!name.matches(PREFIX + "(0|[1-9]\\d{0,3})")) {
            return null;
        }
        int cpu = Integer.parseInt(name.substring(PREFIX.length()));
        boolean possible = cpu < served.buffer().geometry().possibleCpus();
        ReaderRing ring = possible ? served.buffer().ring(cpu) : null;
        return ring == null ? null : directory(cpu, ring);
    }

    private Node directory(int cpu, ReaderRing ring) {
        return new Node.Fixed(
                served.buffer().online(cpu) ? "online" : "offline",
                Map.of(
                        "stats",
                        Node.File.readOnly("the ring's counters, the kernel's first", request -> {
                            request.parameters().only();
                            return Reply.text(StatisticsText.of(ring.statistics()));
                        }),
                        "trace_pipe_raw",
                        Node.File.readOnly(
                                "whole sub-buffers as they come; parameters as trace_pipe, but cpu",
                                request -> pages(request, cpu, ring))));
    }

    private Reply pages(Request request, int cpu, ReaderRing ring) throws HttpProblem {
        FeedOptions options = FeedRequest.ofCpu(request, cpu, served.clock().getAsLong());
        return new Feeding(
                Reply.BYTES,
                () -> new RawPageFeed(
                        served.feeds(), cpu, ring, options, FeedRequest.open(receivers, request, options, false)));
    }
}
