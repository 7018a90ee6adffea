package io.ringtail.daemon.access;

/** Reports credentials that are not valid; the message is one line, which does not contain them. */
public final class InvalidCredentialsException extends Exception {
    private static final long serialVersionUID = 1L;

    public InvalidCredentialsException(String line) {
        super(line, null, false, false);
    }
}
