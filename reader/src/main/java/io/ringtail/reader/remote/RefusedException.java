package io.ringtail.reader.remote;

/** A daemon that is there and does not give what is asked: asking again does not help. */
public final class RefusedException extends RemoteException {
    private static final long serialVersionUID = 1L;

    RefusedException(String line) {
        super(line);
    }
}
