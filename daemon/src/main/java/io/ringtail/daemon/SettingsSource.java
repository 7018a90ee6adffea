package io.ringtail.daemon;

/** Where settings come from: read at the start, and again at each reload. */
@FunctionalInterface
public interface SettingsSource {
    /**
     * Reads the settings, without checking them.
     *
     * @throws SettingsException if a file cannot be read
     */
    DaemonSettings read() throws SettingsException;
}
