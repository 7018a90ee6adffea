package io.ringtail.proto.control;

/** Reports bytes that are no control message; the message names the offending value and the allowed ones. */
public final class MalformedMessageException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedMessageException(String message) {
        super(message);
    }
}
