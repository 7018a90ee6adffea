package io.ringtail.daemon.control;

/** An event that gets no id; the message says why and what to do. */
final class EventRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    EventRefusedException(String message) {
        super(message);
    }
}
