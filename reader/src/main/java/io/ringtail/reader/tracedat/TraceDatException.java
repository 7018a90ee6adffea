package io.ringtail.reader.tracedat;

/** A trace.dat that cannot be read or written; the message says which file, where, and what to do. */
public final class TraceDatException extends Exception {
    private static final long serialVersionUID = 1;

    TraceDatException(String message) {
        super(message);
    }

    TraceDatException(String message, Throwable cause) {
        super(message, cause);
    }
}
