package io.ringtail.daemon.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.stream.ChunkedInput;
import io.ringtail.daemon.feed.Feed;
import io.ringtail.proto.stream.StreamHeader;
import java.util.concurrent.CompletableFuture;

/** The answer to a request. */
sealed interface Reply {
    String TEXT = "text/plain; charset=utf-8";
    String JSON = "application/json";
    String JSON_LINES = "application/x-ndjson";
    String PERFETTO = "application/vnd.perfetto";
    String BYTES = "application/octet-stream";
    /** The header of a stream that carries its receiver's id. */
    String SESSION = StreamHeader.SESSION_HEADER;

    /** The media type of the body. */
    String contentType();

    /** A complete text. */
    record Text(String contentType, String body) implements Reply {}

    /** A complete text in memory that all its answers share, whoever is slow to take them. */
    record Shared(String contentType, ByteBuf content) implements Reply {}

    /** A sequence of pieces, sent as they become available. */
    record Feeding(String contentType, FeedOpener opener) implements Reply {}

    /** A complete text that another thread is still producing. */
    record Later(String contentType, CompletableFuture<String> body) implements Reply {}

    /**
     * A body of any length, sent as the connection takes it.
     *
     * @param fileName under which a browser saves it, without characters that a header would need escaped; empty for none
     */
    record Chunked(String contentType, String fileName, ChunkOpener opener) implements Reply {}

    /** Opens a body once its reply is certain to be sent. */
    interface ChunkOpener {
        ChunkedInput<ByteBuf> open() throws HttpProblem;
    }

    /** Opens a feed once its reply is certain to be sent. */
    interface FeedOpener {
        Feed open() throws HttpProblem;
    }

    /** Creates a reply with plain text. */
    static Reply text(String body) {
        return new Text(TEXT, body);
    }

    /** Creates a reply with JSON. */
    static Reply json(String body) {
        return new Text(JSON, body);
    }
}
