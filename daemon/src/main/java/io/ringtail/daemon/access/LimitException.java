package io.ringtail.daemon.access;

/** Reports that a limit is reached; the message is one line that says which. */
public final class LimitException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean ofAccount;

    LimitException(boolean ofAccount, String line) {
        super(line, null, false, false);
        this.ofAccount = ofAccount;
    }

    /** Whether it is the account's own limit (429) rather than that of all together (503). */
    public boolean isOfAccount() {
        return ofAccount;
    }

    /** The line, which is never null. */
    public String line() {
        return String.valueOf(getMessage());
    }
}
