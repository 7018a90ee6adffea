package io.ringtail.reader.tracedat;

/** Reports a trace.dat that cannot be read or written; the message names the file, the position and the remedy. */
public final class TraceDatException extends Exception {
    private static final long serialVersionUID = 1;

    TraceDatException(String message) {
        super(message);
    }

    TraceDatException(String message, Throwable cause) {
        super(message, cause);
    }
}
