package io.ringtail.daemon.control;

/** A client record or thread slots that a process does not get; the message says why and what to do. */
final class GrantRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    GrantRefusedException(String message) {
        super(message);
    }
}
