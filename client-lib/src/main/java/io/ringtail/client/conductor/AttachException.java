package io.ringtail.client.conductor;

/** A daemon that this client cannot work with for now; the message says why and what to do. */
final class AttachException extends Exception {
    private static final long serialVersionUID = 1L;

    AttachException(String message) {
        super(message);
    }
}
