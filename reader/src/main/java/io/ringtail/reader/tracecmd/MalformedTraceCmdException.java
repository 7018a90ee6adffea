package io.ringtail.reader.tracecmd;

import java.io.IOException;

/** Bytes that are no message of trace-cmd's protocol. */
public final class MalformedTraceCmdException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception with a message that contains the values. */
    public MalformedTraceCmdException(String message) {
        super(message);
    }
}
