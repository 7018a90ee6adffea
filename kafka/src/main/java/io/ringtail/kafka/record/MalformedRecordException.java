package io.ringtail.kafka.record;

/** A record that no shipper writes; the message says which of its values is wrong. */
public final class MalformedRecordException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Creates an exception. */
    public MalformedRecordException(String message) {
        super(message);
    }

    /** Creates an exception with a cause. */
    public MalformedRecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
