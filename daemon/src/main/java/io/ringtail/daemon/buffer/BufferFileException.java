package io.ringtail.daemon.buffer;

/** Reports a buffer file that cannot be created, opened or used; the message gives the problem and its remedy. */
public class BufferFileException extends Exception {
    private static final long serialVersionUID = 1;

    /** Creates an exception with a one-line message. */
    public BufferFileException(String message) {
        super(message);
    }

    /** Creates an exception with a one-line message and a cause. */
    public BufferFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
