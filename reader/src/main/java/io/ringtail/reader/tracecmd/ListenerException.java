package io.ringtail.reader.tracecmd;

import java.io.IOException;

/** A listener that cannot be reached, refused a recording, or has gone; the message says what to do. */
public final class ListenerException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception with a message for the user. */
    public ListenerException(String message) {
        super(message);
    }

    /** Creates an exception with a message for the user. */
    public ListenerException(String message, Throwable cause) {
        super(message, cause);
    }
}
