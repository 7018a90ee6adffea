package io.ringtail.reader.remote;

import java.io.InputStream;
import java.util.Map;

/**
 * The answer to a request.
 *
 * @param status of HTTP
 * @param headers by their names in lower case
 * @param body to be read and closed
 */
record Answer(int status, Map<String, String> headers, InputStream body) {
    /** Returns a header; empty if there is none. */
    String header(String lowerCaseName) {
        return headers.getOrDefault(lowerCaseName, "");
    }
}
