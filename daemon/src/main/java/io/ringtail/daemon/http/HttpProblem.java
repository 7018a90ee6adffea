package io.ringtail.daemon.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;

/** Reports a request that cannot be answered: the status, and one line with the reason and what would be right. */
final class HttpProblem extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient HttpResponseStatus status;
    private final transient Map<CharSequence, String> headers;

    HttpProblem(HttpResponseStatus status, String line) {
        this(status, line, Map.of());
    }

    /**
     * Reports a problem.
     *
     * @param headers that the response has besides the usual ones
     */
    HttpProblem(HttpResponseStatus status, String line, Map<CharSequence, String> headers) {
        super(line, null, false, false);
        this.status = status;
        this.headers = headers;
    }

    Map<CharSequence, String> headers() {
        return headers;
    }

    HttpResponseStatus status() {
        return status;
    }

    /** The line, which is never null. */
    String line() {
        return String.valueOf(getMessage());
    }
}
