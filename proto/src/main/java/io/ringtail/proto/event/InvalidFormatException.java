package io.ringtail.proto.event;

/**
 * Reports a text that is not a valid tracefs format; the message is one bounded line with the offending line and value.
 */
public final class InvalidFormatException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Creates an exception with a one-line message. */
    public InvalidFormatException(String message) {
        super(message);
    }
}
