package io.ringtail.daemon;

import java.net.InetSocketAddress;

/** Checks settings as far as that is possible without starting a daemon: values, and the files that they name. */
public final class SettingsCheck {
    private SettingsCheck() {}

    /** The reason why there is no address to serve, which may be known later; empty if there is none. */
    static String unknownHost(DaemonSettings.Values values) {
        InetSocketAddress http = values.http();
        return http.isUnresolved()
                ? Setting.HTTP.key() + " cannot be " + http.getHostString() + ":" + http.getPort()
                        + ": the host cannot be resolved: give an address of this machine"
                : "";
    }

    /**
     * Checks settings.
     *
     * @return the checked ones
     * @throws SettingsException with a line for each problem
     */
    public static DaemonSettings.Values check(DaemonSettings settings) throws SettingsException {
        DaemonSettings.Values values = settings.conclude();
        String unknown = unknownHost(values);
        if (!unknown.isEmpty()) {
            throw new SettingsException(unknown);
        }
        Protection.open(values.credentials()).exposure(values);
        return values;
    }
}
