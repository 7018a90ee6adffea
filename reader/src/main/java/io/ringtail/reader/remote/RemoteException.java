package io.ringtail.reader.remote;

import java.io.IOException;

/** Reports a daemon that cannot be reached, or did not answer as one; the message is one line with the remedy. */
public class RemoteException extends IOException {
    private static final long serialVersionUID = 1L;

    RemoteException(String line) {
        super(line);
    }

    RemoteException(String line, Throwable cause) {
        super(line, cause);
    }
}
