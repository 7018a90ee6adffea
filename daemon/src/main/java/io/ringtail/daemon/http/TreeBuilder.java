package io.ringtail.daemon.http;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.ringtail.daemon.access.Role;
import io.ringtail.daemon.access.ServiceLimits;
import io.ringtail.daemon.feed.FeedOptions;
import io.ringtail.daemon.feed.MergedFeed;
import io.ringtail.daemon.feed.PerfettoOutput;
import io.ringtail.daemon.feed.Receiver;
import io.ringtail.daemon.feed.Receivers;
import io.ringtail.daemon.feed.StreamFeed;
import io.ringtail.daemon.feed.TextOutput;
import io.ringtail.daemon.http.Reply.Feeding;
import io.ringtail.daemon.metrics.DaemonMetrics;
import io.ringtail.daemon.metrics.Scrape;
import io.ringtail.proto.stream.HeaderTexts;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Builds the served tree: its top-level names, and what answers each. */
final class TreeBuilder {
    private final Served served;
    private final Receivers receivers;
    private final DaemonMetrics metrics;
    private final Guard guard;
    private final ServiceLimits limits;

    TreeBuilder(Served served, Receivers receivers, ServiceLimits limits, Guard guard) {
        this.limits = limits;
        this.guard = guard;
        this.served = served;
        this.receivers = receivers;
        this.metrics = new DaemonMetrics(served.metrics(receivers, limits));
    }

    Node.Directory root() {
        Map<String, Node> root = new LinkedHashMap<>();
        root.put("header_page", file("a page's header, as the kernel describes it", request -> {
            request.parameters().only();
            return Reply.text(HeaderTexts.page(served.buffer().geometry()));
        }));
        root.put("header_event", file("an event's header, as the kernel describes it", request -> {
            request.parameters().only();
            return Reply.text(HeaderTexts.event());
        }));
        root.put("events", new EventsDirectory(served.events(), guard));
        root.put(
                "event_formats",
                file(
                        "events with their formats, as JSON, some at a time; ?after=ID: the next ones, until none is"
                                + " left",
                        this::eventFormats));
        root.put("per_cpu", new PerCpuDirectory(served, receivers));
        root.put(
                "trace_pipe",
                file(
                        "all CPUs' events as text; ?from=now|oldest&wait=0|1&cpu=LIST&lossless=0|1&since=TIME&event=GLOB"
                                + "&tid=LIST&pid=LIST&filter=PREDICATE; JSON lines with"
                                + " Accept: "
                                + Reply.JSON_LINES,
                        this::tracePipe));
        root.put("saved_cmdlines", file("thread ids and names", this::savedCmdlines));
        root.put("saved_tgids", file("thread ids and processes", this::savedTgids));
        root.put("cpus", file("the CPUs and their rings; JSON with Accept: " + Reply.JSON, this::cpus));
        root.put("stats", file("all statistics, as JSON", request -> {
            request.parameters().only();
            return Reply.json(StatisticsJson.of(served, receivers, limits, request.sender()));
        }));
        root.put("metrics", file("Prometheus metrics; OpenMetrics with its Accept", this::metrics));
        root.put(
                "stream",
                file(
                        "all CPUs' pages and the formats to decode them, in frames; parameters as trace_pipe, and"
                                + " &after=POSITIONS&ahead=BYTES|any&buffer_percent=N; a Perfetto trace with Accept: "
                                + Reply.PERFETTO,
                        this::stream));
        root.put(
                "finish",
                new Node.File(
                        "POST ?session=ID sends a stream everything written until now, then ends it; ID is the"
                                + " stream's "
                                + Reply.SESSION + " header",
                        Set.of(HttpMethod.POST),
                        this::finish));
        root.put("snapshot", snapshotFile());
        root.put("snapshots", new SnapshotsDirectory(served.snapshots(), limits.streams()));
        addOperation(root);
        return new Node.Fixed("this", root);
    }

    /** Adds the files by which the daemon is operated and supervised. */
    private void addOperation(Map<String, Node> root) {
        root.put("buffer_size_kb", new BufferSizeFile(served.buffer(), served.resize(), guard).file());
        root.put("triggers", new TriggersFile(served.triggers(), guard).file());
        InstancesFile.addTo(root, served.instances(), guard);
        root.put("page", new PageDirectory());
        root.put("log_level", new LogLevelFile(guard).file());
        new HealthFiles(served.health()).addTo(root);
    }

    private Node.File snapshotFile() {
        return new Node.File(
                "POST ?reason=TEXT writes the current contents of the rings to a trace.dat on the daemon's machine",
                Set.of(HttpMethod.POST),
                this::snapshot);
    }

    private Reply metrics(Request request) throws HttpProblem {
        request.parameters().only();
        Scrape.Exposition now = metrics.expose(request.accept(), served.clock().getAsLong());
        return new Reply.Text(now.contentType(), now.body());
    }

    private Reply eventFormats(Request request) throws HttpProblem {
        request.parameters().only("after");
        boolean first = request.parameters().text("after").isEmpty();
        long after = first ? 0 : request.parameters().number("after");
        int id = (int) Math.max(0, Math.min(after, Integer.MAX_VALUE));
        return Reply.json(EventFormatsJson.after(served.events(), id));
    }

    private Reply tracePipe(Request request) throws HttpProblem {
        FeedOptions options = options(request);
        boolean json = request.accepts(Reply.JSON_LINES);
        return new Feeding(json ? Reply.JSON_LINES : Reply.TEXT, () -> {
            Receiver receiver = FeedRequest.open(receivers, request, options, true);
            return new MergedFeed(
                    served.feeds(), options, receiver, new TextOutput(json ? served.json() : served.text()));
        });
    }

    private Reply stream(Request request) throws HttpProblem {
        if (request.accepts(Reply.PERFETTO)) {
            return perfetto(request);
        }
        FeedOptions options =
                FeedRequest.ofStream(request, served.buffer(), served.clock().getAsLong());
        return new Feeding(
                Reply.BYTES,
                () -> new StreamFeed(served.feeds(), options, FeedRequest.open(receivers, request, options, false)));
    }

    private Reply perfetto(Request request) throws HttpProblem {
        FeedOptions options = options(request);
        return new Feeding(Reply.PERFETTO, () -> {
            Receiver receiver = FeedRequest.open(receivers, request, options, true);
            return new MergedFeed(
                    served.feeds(), options, receiver, new PerfettoOutput(served.decoder(), served.clock()));
        });
    }

    private Reply finish(Request request) throws HttpProblem {
        request.parameters().only("session");
        String id = request.parameters().mandatory("session");
        Receiver receiver = receivers.byId(id);
        if (receiver == null) {
            throw new HttpProblem(
                    HttpResponseStatus.NOT_FOUND,
                    "no stream '" + Printable.of(id) + "' is being served: its " + Reply.SESSION
                            + " header has its id, and so has /stats for who may finish it");
        }
        if (!receiver.owner().isSameAs(request.sender())) {
            guard.require(request, Role.CONTROL);
        }
        receiver.finish(served.clock().getAsLong());
        guard.changed(request, "finished " + receiver.path() + " of " + receiver.owner());
        return Reply.text("ok\n");
    }

    private Reply snapshot(Request request) throws HttpProblem {
        request.parameters().only("reason");
        return new Reply.Later(
                Reply.JSON,
                served.snapshots()
                        .take(request.parameters().text("reason"))
                        .handle((taken, problem) -> snapshotText(request, taken, problem)));
    }

    private String snapshotText(Request request, ServedSnapshots.@Nullable Taken taken, @Nullable Throwable problem) {
        guard.changed(
                request,
                taken == null
                        ? "took no snapshot: " + (problem == null ? "" : problem.getMessage())
                        : "took the snapshot " + taken.path() + ", reason '" + taken.reason() + "'");
        if (taken == null) {
            throw new CompletionException(
                    problem == null ? new IllegalStateException("no snapshot was taken") : problem);
        }
        return new JsonText()
                        .beginObject()
                        .string("path", taken.path().toString())
                        .number("events", taken.events())
                        .number("lost", taken.lost())
                        .number("bytes", taken.bytes())
                        .string("reason", taken.reason())
                        .endObject()
                + "\n";
    }

    private FeedOptions options(Request request) throws HttpProblem {
        return FeedRequest.of(
                request,
                served.buffer().geometry().possibleCpus(),
                served.clock().getAsLong());
    }

    private Reply savedCmdlines(Request request) throws HttpProblem {
        request.parameters().only();
        StringBuilder out = new StringBuilder(4096);
        served.names()
                .forEach((tid, pid, name) ->
                        out.append(tid).append(' ').append(name).append('\n'));
        return Reply.text(out.toString());
    }

    private Reply savedTgids(Request request) throws HttpProblem {
        request.parameters().only();
        StringBuilder out = new StringBuilder(4096);
        served.names().forEach((tid, pid, name) -> {
            if (pid > 0) {
                out.append(tid).append(' ').append(pid).append('\n');
            }
        });
        return Reply.text(out.toString());
    }

    private Reply cpus(Request request) throws HttpProblem {
        request.parameters().only();
        return request.accepts(Reply.JSON) ? Reply.json(CpuTable.json(served)) : Reply.text(CpuTable.text(served));
    }

    private static Node.File file(String description, Node.Handler handler) {
        return Node.File.readOnly(description, handler);
    }
}
