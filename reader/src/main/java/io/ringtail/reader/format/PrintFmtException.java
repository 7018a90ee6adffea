package io.ringtail.reader.format;

/** A print fmt that is not understood; never leaves the package. */
final class PrintFmtException extends Exception {
    private static final long serialVersionUID = 1L;

    PrintFmtException(String message) {
        super(message);
    }
}
