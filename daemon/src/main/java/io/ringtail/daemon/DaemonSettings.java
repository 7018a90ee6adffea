package io.ringtail.daemon;

import io.ringtail.daemon.access.AccountNames;
import io.ringtail.daemon.access.AnonymousRoles;
import io.ringtail.daemon.access.PeerLimits;
import io.ringtail.daemon.access.Role;
import io.ringtail.daemon.access.RoleGroups;
import io.ringtail.daemon.credentials.CredentialFiles;
import io.ringtail.daemon.log.LogLevel;
import io.ringtail.daemon.tls.TlsFiles;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.layout.RunFiles;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The unparsed values of the daemon's settings, with their origins. A later value replaces an earlier one; a setting
 * never set has its default. {@link #conclude()} checks them once and parses them.
 */
public final class DaemonSettings {
    private static final String NO_ROLES = "none";
    private static final int MAX_PORT = 65_535;
    private static final int MAX_TIMEOUT_SECONDS = 1_000_000;
    private static final int MAX_PERCENT = 100;
    private static final int MAX_REQUESTS = 1_000_000;

    private final Map<Setting, Given> given = new EnumMap<>(Setting.class);
    private final List<String> unknown = new ArrayList<>();

    /** A value, and what precedes the setting's name in a message about it: where it was given. */
    private record Given(String text, String origin) {}

    /** A part of the checks, whose result is of no interest. */
    @FunctionalInterface
    private interface Check {
        @Nullable
        Object run() throws SettingsException;
    }

    /**
     * The settings that a daemon is started with.
     *
     * @param directory the run directory
     * @param memory which memory holds a new buffer
     * @param mode what full rings of a new file do
     * @param ring the sizes of a new file's rings
     * @param http where to listen; port 0 selects a free one
     * @param credentials the files of TLS, tokens and client certificates
     * @param groups what members of groups may do over the UNIX socket
     * @param anonymous what clients over TCP may do without credentials
     * @param limits what one client may take of the HTTP service
     * @param agent where to listen for trace-cmd; null for nowhere
     * @param sysfs where sysfs is mounted
     * @param losslessTimeoutNs after which a lossless receiver that takes nothing is no longer waited for
     * @param snapshotDirectory where snapshots are stored; it is created when first needed
     * @param snapshotSpace bytes that all snapshots together may occupy; 0 for what is usual
     * @param instanceSpace bytes that the rings of all instances together may occupy
     * @param processRecords client records that one process may hold
     * @param processShare of thread slots and event types that one process may hold, percent
     * @param userShare of client records, thread slots and event types that one user may hold, percent
     * @param logLevel what is logged
     */
    public record Values(
            Path directory,
            BufferMemory memory,
            BufferMode mode,
            RingGeometry ring,
            InetSocketAddress http,
            CredentialFiles credentials,
            RoleGroups groups,
            AnonymousRoles anonymous,
            PeerLimits limits,
            @Nullable InetSocketAddress agent,
            Path sysfs,
            long losslessTimeoutNs,
            Path snapshotDirectory,
            long snapshotSpace,
            long instanceSpace,
            int processRecords,
            int processShare,
            int userShare,
            LogLevel logLevel) {}

    /** Sets one value, which is not checked until {@link #conclude()}. */
    public DaemonSettings set(Setting setting, String text) {
        return put(setting, text, "");
    }

    /** Sets a value that an option of the command line has. */
    public DaemonSettings setOption(Setting setting, String text) {
        return put(setting, text, "--");
    }

    /** Sets the values that environment variables have; others than the settings' own are ignored. */
    public DaemonSettings setAll(Map<String, String> environment) {
        for (Setting setting : Setting.values()) {
            String text = environment.get(setting.variable());
            if (text != null && !text.isEmpty()) {
                put(setting, text, setting.variable() + ": ");
            }
        }
        return this;
    }

    /**
     * Sets the values in a properties file. What is wrong with its lines is reported by {@link #conclude()}.
     *
     * @throws SettingsException if it cannot be read
     */
    public DaemonSettings load(Path file) throws SettingsException {
        Map<Setting, Integer> seen = new EnumMap<>(Setting.class);
        for (SettingsFile.Line line : SettingsFile.read(file).lines()) {
            String origin = file + ", line " + line.number() + ": ";
            Setting setting = Setting.of(line.name());
            Integer before = setting == null ? null : seen.putIfAbsent(setting, line.number());
            if (setting == null) {
                unknown.add(origin + "unknown setting '" + line.name() + "', set to '" + line.value()
                        + "': the settings are " + Setting.keys());
            } else if (before != null) {
                unknown.add(origin + setting.key() + " is set to '" + line.value() + "', but line " + before
                        + " has set it already: remove one of them");
            } else {
                put(setting, line.value(), origin);
            }
        }
        return this;
    }

    private DaemonSettings put(Setting setting, String text, String origin) {
        given.put(setting, new Given(text.strip(), origin));
        return this;
    }

    /** Returns the settings whose values differ from others'. */
    List<Setting> differing(DaemonSettings others) {
        return Arrays.stream(Setting.values())
                .filter(setting -> !text(setting).equals(others.text(setting)))
                .toList();
    }

    /** Returns these settings with the values that others have of some. */
    DaemonSettings with(List<Setting> some, DaemonSettings others) {
        DaemonSettings all = new DaemonSettings();
        all.given.putAll(given);
        for (Setting setting : some) {
            Given other = others.given.get(setting);
            if (other == null) {
                all.given.remove(setting);
            } else {
                all.given.put(setting, other);
            }
        }
        return all;
    }

    /**
     * Checks all settings.
     *
     * @throws SettingsException with a line for each problem
     */
    public Values conclude() throws SettingsException {
        try {
            Values values = values();
            if (unknown.isEmpty()) {
                return values;
            }
            throw new SettingsException(unknown);
        } catch (SettingsException first) {
            throw new SettingsException(problems(first));
        }
    }

    /** Every problem once, though several checks may meet it. */
    private List<String> problems(SettingsException first) {
        Set<String> lines = new LinkedHashSet<>(unknown);
        List<Check> checks = List.of(
                () -> path(Setting.DIR),
                this::memory,
                this::mode,
                this::ring,
                () -> address(Setting.HTTP),
                this::credentials,
                () -> groups(Setting.READ_GROUP, AccountNames.groups()),
                () -> groups(Setting.LOSSLESS_GROUP, AccountNames.groups()),
                () -> groups(Setting.CONTROL_GROUP, AccountNames.groups()),
                () -> isTrue(Setting.INSECURE),
                this::anonymous,
                this::peerShare,
                this::peerRequests,
                this::agent,
                () -> path(Setting.SYSFS),
                this::losslessTimeoutNs,
                this::snapshotDirectory,
                this::snapshotSpace,
                () -> size(Setting.INSTANCE_SPACE),
                this::processRecords,
                () -> percentage(Setting.PROCESS_SHARE),
                () -> percentage(Setting.USER_SHARE),
                this::logLevel);
        for (Check check : checks) {
            try {
                check.run();
            } catch (SettingsException e) {
                lines.addAll(e.lines());
            }
        }
        lines.addAll(first.lines());
        return List.copyOf(lines);
    }

    private Values values() throws SettingsException {
        return new Values(
                path(Setting.DIR),
                memory(),
                mode(),
                ring(),
                address(Setting.HTTP),
                credentials(),
                groups(),
                anonymous(),
                PeerLimits.of(peerShare(), peerRequests()),
                agent(),
                path(Setting.SYSFS),
                losslessTimeoutNs(),
                snapshotDirectory(),
                snapshotSpace(),
                size(Setting.INSTANCE_SPACE),
                processRecords(),
                percentage(Setting.PROCESS_SHARE),
                percentage(Setting.USER_SHARE),
                logLevel());
    }

    private long snapshotSpace() throws SettingsException {
        return text(Setting.SNAPSHOT_SPACE).isEmpty() ? 0 : size(Setting.SNAPSHOT_SPACE);
    }

    private int peerShare() throws SettingsException {
        return percentage(Setting.PEER_SHARE);
    }

    private int peerRequests() throws SettingsException {
        return number(Setting.PEER_REQUESTS, MAX_REQUESTS, "a number");
    }

    private int processRecords() throws SettingsException {
        return number(Setting.PROCESS_RECORDS, Geometry.MAX_CLIENTS, "a number");
    }

    private int percentage(Setting setting) throws SettingsException {
        return number(setting, MAX_PERCENT, "a percentage");
    }

    private LogLevel logLevel() throws SettingsException {
        return LogLevel.parse(text(Setting.LOG_LEVEL))
                .orElseThrow(() -> wrong(Setting.LOG_LEVEL, "give " + LogLevel.NAMES));
    }

    private BufferMode mode() throws SettingsException {
        return switch (text(Setting.MODE).toLowerCase(Locale.ROOT)) {
            case "overwrite" -> BufferMode.OVERWRITE;
            case "discard" -> BufferMode.DISCARD;
            default ->
                throw wrong(
                        Setting.MODE,
                        "give overwrite, which keeps the newest events, or discard, which keeps the oldest until they"
                                + " are read");
        };
    }

    private BufferMemory memory() throws SettingsException {
        return switch (text(Setting.BUFFER_MEMORY).toLowerCase(Locale.ROOT)) {
            case "auto" -> BufferMemory.AUTO;
            case "file" -> BufferMemory.FILE;
            case "sealed" -> BufferMemory.SEALED;
            default ->
                throw wrong(
                        Setting.BUFFER_MEMORY,
                        "give file, which has a path in the run directory, sealed, which no process can truncate, or"
                                + " auto, which is sealed if the service manager keeps it for the next daemon");
        };
    }

    private RingGeometry ring() throws SettingsException {
        long subbuf = size(Setting.SUBBUF_SIZE);
        if (Long.bitCount(subbuf) != 1
                || subbuf < RingGeometry.MIN_SUBBUF_SIZE
                || subbuf > RingGeometry.MAX_SUBBUF_SIZE) {
            throw wrong(
                    Setting.SUBBUF_SIZE,
                    "give a power of two from " + ByteSize.format(RingGeometry.MIN_SUBBUF_SIZE) + " to "
                            + ByteSize.format(RingGeometry.MAX_SUBBUF_SIZE));
        }
        long ring = size(Setting.BUFFER_SIZE);
        long least = RingGeometry.MIN_SUBBUF_COUNT * subbuf;
        long most = Math.min(RingGeometry.MAX_RING_SIZE, RingGeometry.MAX_SUBBUF_COUNT * subbuf);
        if (Long.bitCount(ring) != 1 || ring < least || ring > most) {
            throw wrong(
                    Setting.BUFFER_SIZE,
                    "with sub-buffers of " + ByteSize.format(subbuf) + ", give a power of two from "
                            + ByteSize.format(least) + " to " + ByteSize.format(most));
        }
        return new RingGeometry((int) subbuf, (int) (ring / subbuf));
    }

    private long size(Setting setting) throws SettingsException {
        try {
            return ByteSize.parse(text(setting));
        } catch (IllegalArgumentException e) {
            throw new SettingsException(origin(setting) + setting.key() + ": " + e.getMessage(), e);
        }
    }

    private InetSocketAddress address(Setting setting) throws SettingsException {
        String text = text(setting);
        int colon = text.lastIndexOf(':');
        int port = colon < 1 ? -1 : port(text.substring(colon + 1));
        if (port < 0) {
            throw wrong(
                    setting, "give HOST:PORT, like 127.0.0.1:" + RunFiles.HTTP_PORT + "; port 0 selects a free port");
        }
        String host = text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        // A host that cannot be resolved yet, as at boot, is no faulty setting.
        return new InetSocketAddress(bracketed ? host.substring(1, host.length() - 1) : host, port);
    }

    private CredentialFiles credentials() throws SettingsException {
        require(Setting.TLS_CERT, Setting.TLS_KEY, "a certificate and its private key belong together");
        require(Setting.TLS_KEY, Setting.TLS_CERT, "a private key and its certificate belong together");
        require(Setting.TLS_CLIENT_CA, Setting.TLS_CERT, "client certificates are part of TLS");
        require(Setting.TLS_CLIENT_CA, Setting.CLIENT_ROLES, "without roles, client certificates are of no use");
        require(Setting.CLIENT_ROLES, Setting.TLS_CLIENT_CA, "roles are given to certificates of known authorities");
        Path certificate = optionalPath(Setting.TLS_CERT);
        Path key = optionalPath(Setting.TLS_KEY);
        return new CredentialFiles(
                certificate == null || key == null
                        ? null
                        : new TlsFiles(certificate, key, optionalPath(Setting.TLS_CLIENT_CA)),
                optionalPath(Setting.TOKEN_FILE),
                optionalPath(Setting.CLIENT_ROLES));
    }

    private void require(Setting given, Setting needed, String why) throws SettingsException {
        if (!text(given).isEmpty() && text(needed).isEmpty()) {
            throw wrong(given, why + ": give --" + needed.key() + " too");
        }
    }

    private @Nullable Path optionalPath(Setting setting) throws SettingsException {
        return text(setting).isEmpty() ? null : path(setting);
    }

    private RoleGroups groups() throws SettingsException {
        AccountNames known = AccountNames.groups();
        return new RoleGroups(Map.of(
                Role.READ, groups(Setting.READ_GROUP, known),
                Role.LOSSLESS, groups(Setting.LOSSLESS_GROUP, known),
                Role.CONTROL, groups(Setting.CONTROL_GROUP, known)));
    }

    private Set<Integer> groups(Setting setting, AccountNames known) throws SettingsException {
        try {
            return RoleGroups.parse(text(setting), known);
        } catch (IllegalArgumentException e) {
            throw wrong(setting, e.getMessage() + " in /etc/group: create it, or give its number");
        }
    }

    private AnonymousRoles anonymous() throws SettingsException {
        try {
            return new AnonymousRoles(Role.parse(text(Setting.ANONYMOUS_ROLES)), isTrue(Setting.INSECURE));
        } catch (IllegalArgumentException e) {
            throw wrong(Setting.ANONYMOUS_ROLES, String.valueOf(e.getMessage()));
        }
    }

    /**
     * The agent's address; since its protocol has no authentication, beyond loopback, or for those who may not read,
     * only if that is accepted.
     */
    private @Nullable InetSocketAddress agent() throws SettingsException {
        boolean insecure = isTrue(Setting.INSECURE);
        if (text(Setting.AGENT).isEmpty()) {
            return null;
        }
        InetSocketAddress address = address(Setting.AGENT);
        // A host that is unknown is not served: the next start judges its address.
        if (!address.isUnresolved() && !address.getAddress().isLoopbackAddress() && !insecure) {
            throw wrong(
                    Setting.AGENT,
                    "the protocol has no authentication, and other machines could record everything: listen on"
                            + " 127.0.0.1, or accept that with --insecure true");
        }
        if (!anonymous().granted().contains(Role.READ) && !insecure) {
            throw wrong(
                    Setting.AGENT,
                    "the protocol has no authentication, and clients without credentials may not read: give them the"
                            + " role with --anonymous-roles read, or accept that with --insecure true");
        }
        return address;
    }

    private boolean isTrue(Setting setting) throws SettingsException {
        return switch (text(setting).toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(setting, "give true or false");
        };
    }

    private static int port(String text) {
        boolean number = !text.isEmpty() && text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int port = number ? Integer.parseInt(text) : -1;
        return port > MAX_PORT ? -1 : port;
    }

    private long losslessTimeoutNs() throws SettingsException {
        return TimeUnit.SECONDS.toNanos(number(Setting.LOSSLESS_TIMEOUT, MAX_TIMEOUT_SECONDS, "a number of seconds"));
    }

    private int number(Setting setting, int most, String unit) throws SettingsException {
        String text = text(setting);
        boolean digits = !text.isEmpty() && text.length() <= 7 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int number = digits ? Integer.parseInt(text) : 0;
        if (number < 1 || number > most) {
            throw wrong(setting, "give " + unit + " from 1 to " + most);
        }
        return number;
    }

    private Path path(Setting setting) throws SettingsException {
        String text = text(setting);
        if (text.isEmpty() || text.indexOf('\0') >= 0) {
            throw wrong(setting, "give a path");
        }
        return Path.of(text);
    }

    /** The snapshot directory; by default a directory below the run directory. */
    private Path snapshotDirectory() throws SettingsException {
        if (text(Setting.SNAPSHOT_DIR).isEmpty()) {
            return path(Setting.DIR).resolve("snapshots");
        }
        Path given = path(Setting.SNAPSHOT_DIR);
        try {
            // The administrator may have made it a link; later, no link is followed.
            return given.toRealPath();
        } catch (IOException absent) {
            return given;
        }
    }

    /** Returns a setting's value, the default if it has none. */
    String text(Setting setting) {
        Given value = given.get(setting);
        return value == null ? standard(setting) : value.text();
    }

    private String standard(Setting setting) {
        boolean restricted = setting == Setting.ANONYMOUS_ROLES && given.containsKey(Setting.READ_GROUP);
        return restricted && !text(Setting.READ_GROUP).isEmpty() ? NO_ROLES : setting.standard();
    }

    private String origin(Setting setting) {
        Given value = given.get(setting);
        return value == null ? "" : value.origin();
    }

    private SettingsException wrong(Setting setting, String todo) {
        return new SettingsException(origin(setting) + setting.key() + " cannot be '" + text(setting) + "': " + todo);
    }
}
