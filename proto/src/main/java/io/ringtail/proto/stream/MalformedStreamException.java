package io.ringtail.proto.stream;

import java.io.IOException;

/** Reports bytes that no Ringtail daemon sends as a stream; the message says where and what. */
public final class MalformedStreamException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception whose message states the bytes found and the bytes expected. */
    public MalformedStreamException(String message) {
        super(message);
    }
}
