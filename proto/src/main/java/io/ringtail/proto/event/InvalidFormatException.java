package io.ringtail.proto.event;

/** A text that is no tracefs format: the message is one bounded line that names the wrong line and value. */
public final class InvalidFormatException extends Exception {
    private static final long serialVersionUID = 1L;

    /** With one line that says what is wrong. */
    public InvalidFormatException(String message) {
        super(message);
    }
}
