package io.ringtail.daemon.feed;

/** The maximum number of receivers is being served; the message says what to do. */
public final class TooManyReceiversException extends Exception {
    private static final long serialVersionUID = 1;

    TooManyReceiversException(String message) {
        super(message);
    }
}
