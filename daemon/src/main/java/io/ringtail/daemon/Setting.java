package io.ringtail.daemon;

import io.ringtail.daemon.log.LogLevel;
import io.ringtail.proto.layout.RunFiles;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The only list of the daemon's settings; each names a long option of the command line, an environment variable and a
 * line of a properties file, and has one text for all.
 */
public enum Setting {
    DIR(
            When.START,
            "dir",
            "DIR",
            RunFiles.DEFAULT_DIRECTORY,
            "The run directory, which must exist; a tmpfs is best (default: RINGTAIL_DIR, or /run/ringtail)."),
    BUFFER_SIZE(
            When.BUFFER,
            "buffer-size",
            "SIZE",
            "4m",
            "The size of each CPU's ring: a power of two up to 1g, like 4m or 64m (default: 4m). Only CPUs that have"
                    + " been online take memory."),
    SUBBUF_SIZE(
            When.BUFFER,
            "subbuf-size",
            "SIZE",
            "64k",
            "The size of a sub-buffer, the unit of reading and overwriting: a power of two, 4k to 1m (default: 64k)."),
    MODE(
            When.BUFFER,
            "mode",
            "MODE",
            "overwrite",
            "What full rings do: overwrite keeps the newest events, discard keeps the oldest until they are read"
                    + " (default: overwrite)."),
    BUFFER_MEMORY(
            When.START,
            "buffer-memory",
            "WHERE",
            "auto",
            "Where the buffer is: file, in DIR; sealed, in memory that no process can truncate, passed to clients over"
                    + " the control socket; auto, sealed if systemd keeps it for the next daemon (default: auto)."),
    HTTP(
            When.START,
            "http",
            "HOST:PORT",
            "127.0.0.1:0",
            "The address to serve; port 0 selects a free port (default: 127.0.0.1:0)."),
    ANONYMOUS_ROLES(
            When.RELOAD,
            "anonymous-roles",
            "ROLES",
            "read",
            "What a client over TCP may do without credentials: a list of read, lossless and control, or none; on"
                    + " loopback only, unless --insecure (default: read, or none with --read-group)."),
    READ_GROUP(
            When.RELOAD,
            "read-group",
            "GROUPS",
            "",
            "The groups whose members may read events over the UNIX socket, by name or number, separated by commas"
                    + " (default: the group of the run directory's files)."),
    LOSSLESS_GROUP(
            When.RELOAD,
            "lossless-group",
            "GROUPS",
            "",
            "The groups whose members may make full rings wait for them in discard mode (default: the group of"
                    + " the run directory's files)."),
    CONTROL_GROUP(
            When.RELOAD,
            "control-group",
            "GROUPS",
            "",
            "The groups whose members may enable events, take snapshots and finish others' streams (default:"
                    + " the group of the run directory's files)."),
    AGENT(
            When.START,
            "agent",
            "HOST:PORT",
            "",
            "The address to serve to trace-cmd record -A; port 0 selects a free port (default: none). There is no"
                    + " authentication, so --anonymous-roles must have read, and control if trace-cmd is to enable"
                    + " events: keep it on loopback."),
    INSECURE(
            When.START,
            "insecure",
            "true|false",
            "false",
            "Listen beyond loopback without TLS and authentication: whoever reaches the address then has the roles of"
                    + " --anonymous-roles (default: false)."),
    TLS_CERT(
            When.RELOAD,
            "tls-cert",
            "FILE",
            "",
            "Serve TLS 1.3 only, with this certificate, in PEM, with its issuers after it (default: plain HTTP). A new"
                    + " file is loaded within seconds."),
    TLS_KEY(
            When.RELOAD,
            "tls-key",
            "FILE",
            "",
            "The private key of --tls-cert, an EC or RSA key in PEM (PKCS#8), for the daemon's user alone."),
    TLS_CLIENT_CA(
            When.RELOAD,
            "tls-client-ca",
            "FILE",
            "",
            "Accept client certificates issued by these authorities, in PEM; --client-roles says what they may do."),
    CLIENT_ROLES(
            When.RELOAD,
            "client-roles",
            "FILE",
            "",
            "The roles of client certificates: lines of CN=NAME, DNS=NAME, URI=NAME or *, then ROLE[,ROLE]."),
    TOKEN_FILE(
            When.RELOAD,
            "token-file",
            "FILE",
            "",
            "Accept bearer tokens: lines as ringtail token new prints them, for the daemon's user alone. A change takes"
                    + " effect within seconds."),
    PEER_SHARE(
            When.RELOAD,
            "peer-share",
            "PERCENT",
            "50",
            "The maximum share of HTTP connections, and of streams, of one user over the UNIX socket or one address"
                    + " over TCP; root and the daemon's own user have no limit over the UNIX socket (default: 50)."),
    PEER_REQUESTS(
            When.RELOAD,
            "peer-requests",
            "N",
            "5000",
            "The maximum number of HTTP requests per second of one user or address, on average (default: 5000)."),
    SYSFS(When.START, "sysfs", "DIR", "/sys", "The mount point of sysfs, which lists the CPUs (default: /sys)."),
    LOSSLESS_TIMEOUT(
            When.RELOAD,
            "lossless-timeout",
            "SECONDS",
            "30",
            "In discard mode, how long full rings wait for a receiver that reads nothing (default: 30)."),
    SNAPSHOT_DIR(
            When.RELOAD,
            "snapshot-dir",
            "DIR",
            "",
            "The directory for snapshots (default: snapshots in the run directory)."),
    SNAPSHOT_SPACE(
            When.RELOAD,
            "snapshot-space",
            "SIZE",
            "",
            "The maximum size of all snapshots together; the oldest are removed (default: 256m, or what one may need"
                    + " if that is more)."),
    INSTANCE_SPACE(
            When.START,
            "instance-space",
            "SIZE",
            "1g",
            "The maximum size of the rings of all instances together, counting all possible CPUs (default: 1g)."),
    PROCESS_RECORDS(
            When.RELOAD,
            "process-records",
            "N",
            "16",
            "The maximum number of client records of one process; a tracer needs one (default: 16)."),
    PROCESS_SHARE(
            When.RELOAD,
            "process-share",
            "PERCENT",
            "50",
            "The maximum share of all thread slots, and of all event types, of one process (default: 50)."),
    USER_SHARE(
            When.RELOAD,
            "user-share",
            "PERCENT",
            "75",
            "The maximum share of all client records, thread slots and event types of all processes of one user; root"
                    + " and the daemon's own user have no limit (default: 75)."),
    LOG_LEVEL(
            When.RELOAD,
            "log-level",
            "LEVEL",
            "info",
            "What is logged on standard error: " + LogLevel.NAMES
                    + " (default: info). Lines of the audit log do not depend" + " on it.");

    private static final String VARIABLE_PREFIX = "RINGTAIL_DAEMON_";

    private final When when;
    private final String key;
    private final String label;
    private final String standard;
    private final String help;

    /** When a changed value takes effect. */
    enum When {
        /** At the next start. */
        START,
        /** With the next buffer: a start adopts the one that there is. */
        BUFFER,
        /** At a reload. */
        RELOAD
    }

    Setting(When when, String key, String label, String standard, String help) {
        this.when = when;
        this.key = key;
        this.label = label;
        this.standard = standard;
        this.help = help;
    }

    /** The name in a properties file; with two leading dashes, the option. */
    public String key() {
        return key;
    }

    /** The environment variable. */
    public String variable() {
        return this == DIR
                ? RunFiles.DIRECTORY_VARIABLE
                : VARIABLE_PREFIX + key.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** Whether a reload applies a changed value; others need a restart, or a new buffer. */
    public boolean isReloadable() {
        return when == When.RELOAD;
    }

    /** Whether only a new buffer has a changed value. */
    public boolean isOfBuffer() {
        return when == When.BUFFER;
    }

    /** The placeholder for the value in a help text. */
    public String label() {
        return label;
    }

    /** Whether the option may stand without a value, and then means true. */
    public boolean isSwitch() {
        return standard.equals("false");
    }

    /** The default value. */
    public String standard() {
        return standard;
    }

    /** The description for a help text. */
    public String help() {
        return help;
    }

    /** The setting with the given name; null if there is none. */
    static @Nullable Setting of(String key) {
        return Arrays.stream(values())
                .filter(setting -> setting.key.equals(key))
                .findFirst()
                .orElse(null);
    }

    static String keys() {
        return Arrays.stream(values()).map(Setting::key).sorted().collect(Collectors.joining(", "));
    }
}
