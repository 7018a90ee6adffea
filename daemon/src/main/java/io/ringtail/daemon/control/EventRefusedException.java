package io.ringtail.daemon.control;

/** Reports that an event gets no id; the message gives the cause and the remedy. */
final class EventRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    EventRefusedException(String message) {
        super(message);
    }
}
