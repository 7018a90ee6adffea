package io.ringtail.daemon.hotplug;

/** Reports a resize that was given up, so that the rings keep their size; the message gives the cause and the remedy. */
public final class ResizeException extends Exception {
    private static final long serialVersionUID = 1L;

    public ResizeException(String message) {
        super(message);
    }
}
