package io.ringtail.reader.format;

/** Reports a print fmt that cannot be compiled; never leaves the package. */
final class PrintFmtException extends Exception {
    private static final long serialVersionUID = 1L;

    PrintFmtException(String message) {
        super(message);
    }
}
