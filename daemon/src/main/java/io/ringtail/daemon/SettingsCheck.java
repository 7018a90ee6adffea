package io.ringtail.daemon;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Checks settings as far as that is possible without starting a daemon: values, and the files that they name. */
public final class SettingsCheck {
    private SettingsCheck() {}

    /** A line for each address to serve whose host cannot be resolved, perhaps only not yet. */
    static List<String> unknownHosts(DaemonSettings.Values values) {
        return Stream.of(unknownHost(Setting.HTTP, values.http()), unknownHost(Setting.AGENT, values.agent()))
                .filter(line -> !line.isEmpty())
                .toList();
    }

    private static String unknownHost(Setting setting, @Nullable InetSocketAddress address) {
        return address != null && address.isUnresolved()
                ? setting.key() + " cannot be " + address.getHostString() + ":" + address.getPort()
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
        List<String> unknown = unknownHosts(values);
        if (!unknown.isEmpty()) {
            throw new SettingsException(unknown);
        }
        Protection.open(values.credentials()).exposure(values);
        return values;
    }
}
