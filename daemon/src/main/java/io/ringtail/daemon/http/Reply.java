package io.ringtail.daemon.http;

import io.ringtail.daemon.feed.Feed;
import io.ringtail.proto.stream.StreamHeader;
import java.util.concurrent.CompletableFuture;

/** What answers a request. */
sealed interface Reply {
    String TEXT = "text/plain; charset=utf-8";
    String JSON = "application/json";
    String JSON_LINES = "application/x-ndjson";
    String BYTES = "application/octet-stream";
    /** The header of a stream that has its receiver's id. */
    String SESSION = StreamHeader.SESSION_HEADER;

    /** The media type of what is sent. */
    String contentType();

    /** A whole text. */
    record Text(String contentType, String body) implements Reply {}

    /** Pieces, as they come. */
    record Feeding(String contentType, FeedOpener opener) implements Reply {}

    /** A whole text that somebody else is still working at. */
    record Later(String contentType, CompletableFuture<String> body) implements Reply {}

    /** Begins a feed, when it is sure that somebody wants it. */
    interface FeedOpener {
        Feed open() throws HttpProblem;
    }

    /** Plain text. */
    static Reply text(String body) {
        return new Text(TEXT, body);
    }

    /** JSON. */
    static Reply json(String body) {
        return new Text(JSON, body);
    }
}
