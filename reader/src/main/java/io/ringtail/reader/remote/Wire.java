package io.ringtail.reader.remote;

import java.io.IOException;
import java.net.http.HttpRequest;

/** A way to send requests to one daemon. Blocking; any thread may use it. */
interface Wire {
    /**
     * Sends a request, and waits for the head of its answer, no longer than the request's timeout. The body then has as
     * long again, unless it is declared {@link Answer#endless}.
     *
     * @throws java.net.ConnectException if nothing listens there
     */
    Answer send(HttpRequest request) throws IOException, InterruptedException;
}
