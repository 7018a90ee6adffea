package io.ringtail.daemon.buffer;

/** A buffer file that cannot be made, opened or used; the message says what is wrong and what to do. */
public class BufferFileException extends Exception {
    private static final long serialVersionUID = 1;

    /** A problem in one line. */
    public BufferFileException(String message) {
        super(message);
    }

    /** A problem in one line, and what caused it. */
    public BufferFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
