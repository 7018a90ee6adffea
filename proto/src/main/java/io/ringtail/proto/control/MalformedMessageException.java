package io.ringtail.proto.control;

/** Bytes that are no control message; the message says which value is wrong and what was allowed. */
public final class MalformedMessageException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedMessageException(String message) {
        super(message);
    }
}
