package io.ringtail.daemon.access;

import org.jspecify.annotations.Nullable;

/** Reports a request that its sender may not make; the message is one line that says which role it needs. */
public final class AccessRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean unidentified;
    private final @Nullable String challenge;

    /**
     * Creates a report.
     *
     * @param unidentified whether the sender should identify itself first (401 rather than 403)
     * @param challenge for the {@code WWW-Authenticate} header; null for none
     */
    AccessRefusedException(boolean unidentified, @Nullable String challenge, String line) {
        super(line, null, false, false);
        this.unidentified = unidentified;
        this.challenge = challenge;
    }

    /** Whether the sender should identify itself first (401 rather than 403). */
    public boolean isUnidentified() {
        return unidentified;
    }

    /** The value for {@code WWW-Authenticate}; null for none. */
    public @Nullable String challenge() {
        return challenge;
    }

    /** The line, which is never null. */
    public String line() {
        return String.valueOf(getMessage());
    }
}
