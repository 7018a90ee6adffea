package io.ringtail.daemon.control;

/** A run directory that this daemon cannot have; the message says why and what to do. */
public final class RunDirectoryException extends Exception {
    private static final long serialVersionUID = 1L;

    RunDirectoryException(String message) {
        super(message);
    }

    RunDirectoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
