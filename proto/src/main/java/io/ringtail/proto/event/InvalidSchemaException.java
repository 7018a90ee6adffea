package io.ringtail.proto.event;

/** Reports an invalid schema; the message is one line that names the offending value and the allowed ones. */
public final class InvalidSchemaException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception with a one-line message. */
    public InvalidSchemaException(String message) {
        super(message);
    }
}
