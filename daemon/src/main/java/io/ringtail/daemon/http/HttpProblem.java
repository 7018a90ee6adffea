package io.ringtail.daemon.http;

import io.netty.handler.codec.http.HttpResponseStatus;

/** Reports a request that cannot be answered: the status, and one line with the reason and what would be right. */
final class HttpProblem extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient HttpResponseStatus status;

    HttpProblem(HttpResponseStatus status, String line) {
        super(line, null, false, false);
        this.status = status;
    }

    HttpResponseStatus status() {
        return status;
    }

    /** The line, which is never null. */
    String line() {
        return String.valueOf(getMessage());
    }
}
