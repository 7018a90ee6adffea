package io.ringtail.reader.fleet;

import java.io.IOException;

/** A failure that a retry does not mend: one line that says what is wrong and what to do. */
public final class FleetException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception. */
    public FleetException(String line) {
        super(line);
    }

    /** Creates an exception with a cause. */
    public FleetException(String line, Throwable cause) {
        super(line, cause);
    }
}
