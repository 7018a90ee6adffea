package io.ringtail.proto.stream;

import java.io.IOException;

/** Bytes that no Ringtail daemon sends as a stream; the message says where and what. */
public final class MalformedStreamException extends IOException {
    private static final long serialVersionUID = 1L;

    /** With what was found and what was expected. */
    public MalformedStreamException(String message) {
        super(message);
    }
}
