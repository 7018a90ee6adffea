package io.ringtail.daemon.agent;

/** A request that the agent does not serve; the message says why, for the daemon's log. */
final class RequestRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    RequestRefusedException(String message) {
        super(message);
    }
}
