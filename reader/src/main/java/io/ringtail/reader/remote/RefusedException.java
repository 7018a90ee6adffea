package io.ringtail.reader.remote;

/** Reports that a daemon rejects a request: retrying does not help. */
public final class RefusedException extends RemoteException {
    private static final long serialVersionUID = 1L;

    RefusedException(String line) {
        super(line);
    }
}
