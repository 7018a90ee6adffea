package io.ringtail.daemon.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.ringtail.daemon.page.PageFile;
import io.ringtail.reader.tracedat.TraceDatException;
import io.ringtail.reader.tracedat.TraceFrames;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is served of files: below a directory whose name is a secret, the page, its files and its stream. */
final class ViewTree {
    /** Streams are read by one page, which ends one before it begins another. */
    private static final int MOST_STREAMS = 8;

    private static final int MOST_CPUS = 1024;
    private static final String OF_A_DAEMON = "data-source=\"daemon\"";
    private static final String OF_FILES = "data-source=\"files\"";

    private final byte[] secret;
    private final ViewedTrace trace;
    private final ServedTree tree;
    private int streams;

    /**
     * Creates the tree.
     *
     * @param secret the name of the directory
     */
    ViewTree(String secret, ViewedTrace trace) {
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
        this.trace = trace;
        Map<String, Node> root = new LinkedHashMap<>();
        root.put("stream", Node.File.readOnly("the events, in frames", this::stream));
        root.put("files", Node.File.readOnly("the files, as JSON", this::files));
        root.put("page", new PageDirectory());
        this.tree = new ServedTree(new Node.Fixed("this", root));
    }

    Reply answer(Request request) throws HttpProblem {
        List<String> names = request.names();
        boolean allowed =
                !names.isEmpty() && MessageDigest.isEqual(secret, names.get(0).getBytes(StandardCharsets.UTF_8));
        if (!allowed) {
            throw new HttpProblem(
                    HttpResponseStatus.NOT_FOUND,
                    "there is nothing at this address: open the one that ringtail view has printed");
        }
        // The page's parameters are for its script.
        return names.size() == 1 ? page() : tree.answer(request.below(names.get(0)));
    }

    private static Reply page() {
        PageFile page = PageFile.of(PageFile.INDEX);
        if (page == null || !page.text().contains(OF_A_DAEMON)) {
            throw new IllegalStateException("the page does not say whose events it shows");
        }
        return new Reply.Text(page.contentType(), page.text().replace(OF_A_DAEMON, OF_FILES));
    }

    private Reply files(Request request) throws HttpProblem {
        request.parameters().only();
        JsonText json = new JsonText().beginObject().beginArray("files");
        for (ViewedTrace.File file : trace.files()) {
            json.beginObject()
                    .string("name", file.name())
                    .string("host", file.host())
                    .string("clock", file.clock())
                    .number("machine", file.machine())
                    .number("first_cpu", file.firstCpu())
                    .string("buffers", String.join(", ", file.buffers()))
                    .endObject();
        }
        return Reply.json(json.endArray().endObject() + "\n");
    }

    private Reply stream(Request request) throws HttpProblem {
        Parameters parameters = request.parameters();
        parameters.only("event", "tid", "pid", "filter", "cpu", "since", "until", "buffer");
        ViewedTrace.Part part = new ViewedTrace.Part(
                SelectionRequest.of(parameters),
                parameters.text("cpu").isEmpty() ? null : parameters.cpus(MOST_CPUS),
                parameters.text("since"),
                parameters.text("until"),
                parameters.has("buffer") ? parameters.text("buffer") : null);
        return new Reply.Chunked(Reply.BYTES, "", () -> {
            if (streams == MOST_STREAMS) {
                throw new HttpProblem(
                        HttpResponseStatus.SERVICE_UNAVAILABLE,
                        MOST_STREAMS + " streams of these files are being read: close another page of them");
            }
            TraceFrames frames = open(part);
            streams++;
            return new FrameInput(frames, () -> streams--);
        });
    }

    private TraceFrames open(ViewedTrace.Part part) throws HttpProblem {
        try {
            return trace.open(part);
        } catch (IllegalArgumentException | TraceDatException e) {
            throw new HttpProblem(HttpResponseStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
        }
    }
}
