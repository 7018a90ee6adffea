package io.ringtail.daemon;

import java.util.List;

/** Reports unusable settings; each line names a setting, where it was given, and what is allowed. */
public final class SettingsException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<String> lines;

    SettingsException(List<String> lines) {
        super(String.join("; ", lines));
        this.lines = List.copyOf(lines);
    }

    SettingsException(String line) {
        this(List.of(line));
    }

    SettingsException(String line, Throwable cause) {
        super(line, cause);
        this.lines = List.of(line);
    }

    /** Returns one line for each problem. */
    public List<String> lines() {
        return lines;
    }
}
