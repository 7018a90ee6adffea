package io.ringtail.kafka.fleet;

/** Says why a control record is not taken: it is not signed by a key that may. The message has nothing of the record. */
final class UnsignedException extends Exception {
    private static final long serialVersionUID = 1;

    UnsignedException(String message) {
        super(message);
    }
}
