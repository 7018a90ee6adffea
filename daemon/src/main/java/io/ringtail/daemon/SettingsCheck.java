package io.ringtail.daemon;

import java.io.IOException;

/** Checks settings as far as that is possible without starting a daemon: values, and the files that they name. */
public final class SettingsCheck {
    private SettingsCheck() {}

    /**
     * Checks settings.
     *
     * @return the checked ones
     * @throws SettingsException with a line for each problem
     */
    public static DaemonSettings.Values check(DaemonSettings settings) throws SettingsException {
        DaemonSettings.Values values = settings.conclude();
        try {
            Protection.open(values.credentials()).exposure(values);
        } catch (IOException e) {
            throw new SettingsException(String.valueOf(e.getMessage()), e);
        }
        return values;
    }
}
