package io.ringtail.proto.event;

/** A schema that cannot be: the message is one line that names the wrong value and what is allowed. */
public final class InvalidSchemaException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** With one line that says what is wrong. */
    public InvalidSchemaException(String message) {
        super(message);
    }
}
