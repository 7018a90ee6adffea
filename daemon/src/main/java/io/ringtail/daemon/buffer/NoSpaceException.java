package io.ringtail.daemon.buffer;

/** Reports that the filesystem has no space for a part of the buffer file, which is unchanged. */
public final class NoSpaceException extends BufferFileException {
    private static final long serialVersionUID = 1;

    /** Creates an exception with a one-line message. */
    public NoSpaceException(String message) {
        super(message);
    }
}
