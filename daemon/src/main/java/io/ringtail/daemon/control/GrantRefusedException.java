package io.ringtail.daemon.control;

/** Reports that a process does not get a client record or thread slots; the message gives the cause and the remedy. */
final class GrantRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    GrantRefusedException(String message) {
        super(message);
    }
}
