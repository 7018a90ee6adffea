package io.ringtail.daemon;

/** Reports an unusable setting; the message is one line that names the setting and says what is allowed. */
public final class SettingsException extends Exception {
    private static final long serialVersionUID = 1L;

    SettingsException(String line) {
        super(line);
    }

    SettingsException(String line, Throwable cause) {
        super(line, cause);
    }
}
