package io.ringtail.reader.remote;

/** Reports that a daemon rejects a request: retrying does not help. */
public final class RefusedException extends RemoteException {
    private static final long serialVersionUID = 1L;

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int GONE = 410;

    private final int status;
    private final boolean anonymous;

    RefusedException(String line) {
        this(0, false, line);
    }

    /**
     * Reports a refusal with its HTTP status.
     *
     * @param anonymous whether the request presented no credentials
     */
    RefusedException(int status, boolean anonymous, String line) {
        super(line);
        this.status = status;
        this.anonymous = anonymous;
    }

    /**
     * Returns whether the sender lacks a role, so that a request which needs fewer may succeed. A daemon with
     * credentials answers 401 instead of 403 to a sender that presents none; to one that does, 401 means that it does
     * not accept them.
     */
    public boolean isForLackOfRole() {
        return status == FORBIDDEN || (status == UNAUTHORIZED && anonymous);
    }

    /** Returns whether the daemon has another buffer than the one in which the request would resume. */
    public boolean isOfAnotherBuffer() {
        return status == GONE;
    }
}
