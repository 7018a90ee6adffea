package io.ringtail.reader.fleet;

import java.io.IOException;

/**
 * The end of a shipper because of a later one with the same host name: one line that says what to do. Starting it again
 * would only end the other one.
 */
public final class SupersededException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception. */
    public SupersededException(String line) {
        super(line);
    }
}
