package io.ringtail.daemon.buffer;

/** The filesystem has no room for a part of the buffer file; the file is as it was before. */
public final class NoSpaceException extends BufferFileException {
    private static final long serialVersionUID = 1;

    /** A problem in one line. */
    public NoSpaceException(String message) {
        super(message);
    }
}
