package io.ringtail.client.conductor;

/** Reports a daemon with which this client cannot work for now; the message gives the cause and the remedy. */
final class AttachException extends Exception {
    private static final long serialVersionUID = 1L;

    AttachException(String message) {
        super(message);
    }
}
