package io.ringtail.daemon.control;

/** Reports a run directory that this daemon cannot use; the message gives the cause and the remedy. */
public final class RunDirectoryException extends Exception {
    private static final long serialVersionUID = 1L;

    RunDirectoryException(String message) {
        super(message);
    }

    RunDirectoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
