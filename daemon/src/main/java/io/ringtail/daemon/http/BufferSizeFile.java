package io.ringtail.daemon.http;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.proto.layout.RingGeometry;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;

/** {@code /buffer_size_kb}: the size of each CPU's ring, as in tracefs. */
final class BufferSizeFile {
    private static final Set<HttpMethod> METHODS =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.PUT, HttpMethod.POST);

    private static final int KIB = 1024;

    private final BufferFile buffer;
    private final IntFunction<CompletableFuture<String>> resize;
    private final Guard guard;

    /**
     * Creates the file.
     *
     * @param resize replaces the rings by rings of so many sub-buffers
     */
    BufferSizeFile(BufferFile buffer, IntFunction<CompletableFuture<String>> resize, Guard guard) {
        this.buffer = buffer;
        this.resize = resize;
        this.guard = guard;
    }

    Node.File file() {
        return new Node.File(
                "the size of each CPU's ring in KiB; PUT or POST of another one replaces the rings, without losing an"
                        + " event",
                METHODS,
                this::answer);
    }

    private Reply answer(Request request) throws HttpProblem {
        request.parameters().only();
        RingGeometry now = buffer.sizes();
        if (request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD)) {
            return Reply.text(kib(now) + "\n");
        }
        int subbufs = subbufs(request.body().strip(), now);
        CompletableFuture<String> done = resize.apply(subbufs)
                .whenComplete((text, problem) -> guard.changed(
                        request,
                        "resize to " + subbufs + " sub-buffers: "
                                + (problem == null ? text : String.valueOf(problem.getMessage()))));
        return new Reply.Later(Reply.TEXT, done.thenApply(text -> text + "\n"));
    }

    private static long kib(RingGeometry sizes) {
        return (long) sizes.subbufSize() * sizes.subbufCount() / KIB;
    }

    private static int subbufs(String body, RingGeometry now) throws HttpProblem {
        long least = (long) now.subbufSize() * RingGeometry.MIN_SUBBUF_COUNT;
        long most = Math.min(RingGeometry.MAX_RING_SIZE, (long) now.subbufSize() * RingGeometry.MAX_SUBBUF_COUNT);
        long bytes = body.matches("\\d{1,9}") ? Long.parseLong(body) * KIB : 0;
        if (Long.bitCount(bytes) != 1 || bytes < least || bytes > most) {
            throw new HttpProblem(
                    HttpResponseStatus.BAD_REQUEST,
                    "buffer_size_kb takes a power of two from " + least / KIB + " to " + most / KIB + ", not '"
                            + Printable.of(body) + "'");
        }
        return (int) (bytes / now.subbufSize());
    }
}
