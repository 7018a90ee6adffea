package io.ringtail.reader.remote;

import java.io.InputStream;
import java.util.Map;

/**
 * The answer to a request.
 *
 * @param status of HTTP
 * @param headers by their names in lower case
 * @param body to be read, within the time that the request had for its head, and closed
 * @param endless lifts that limit: the body then has any time to arrive, as far as it is not silent for too long
 */
record Answer(int status, Map<String, String> headers, InputStream body, Runnable endless) {
    /** Returns a header; empty if there is none. */
    String header(String lowerCaseName) {
        return headers.getOrDefault(lowerCaseName, "");
    }
}
