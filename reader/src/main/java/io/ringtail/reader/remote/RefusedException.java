package io.ringtail.reader.remote;

/** Reports that a daemon rejects a request: retrying does not help. */
public final class RefusedException extends RemoteException {
    private static final long serialVersionUID = 1L;

    private static final int FORBIDDEN = 403;
    private static final int GONE = 410;

    private final int status;

    RefusedException(String line) {
        this(0, line);
    }

    /** Reports a refusal with its HTTP status. */
    RefusedException(int status, String line) {
        super(line);
        this.status = status;
    }

    /** Returns whether the daemon knows the sender, or asks for nothing more, but does not permit the request. */
    public boolean isForbidden() {
        return status == FORBIDDEN;
    }

    /** Returns whether the daemon has another buffer than the one in which the request would resume. */
    public boolean isOfAnotherBuffer() {
        return status == GONE;
    }
}
