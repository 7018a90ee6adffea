package io.ringtail.daemon;

import io.ringtail.proto.layout.RunFiles;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The only list of the daemon's settings; each names a long option of the command line and a line of a properties file,
 * and has one text for both.
 */
public enum Setting {
    DIR(
            "dir",
            "DIR",
            RunFiles.DEFAULT_DIRECTORY,
            "The run directory, which must exist; a tmpfs is best (default: RINGTAIL_DIR, or /run/ringtail)."),
    BUFFER_SIZE(
            "buffer-size",
            "SIZE",
            "4m",
            "Each CPU's ring, a power of two: 4m, 64m, up to 1g (default: 4m). Memory is spent only on CPUs that have been"
                    + " online."),
    SUBBUF_SIZE(
            "subbuf-size",
            "SIZE",
            "64k",
            "A sub-buffer, what is read and overwritten as one: 4k to 1m, a power of two (default: 64k)."),
    MODE(
            "mode",
            "MODE",
            "overwrite",
            "What full rings do: overwrite keeps the newest events, discard keeps the oldest until they are read (default:"
                    + " overwrite)."),
    BUFFER_MEMORY(
            "buffer-memory",
            "WHERE",
            "auto",
            "Where the buffer lies: file, in DIR; sealed, in memory that no process can cut short, handed to clients over the"
                    + " control socket; auto, sealed where systemd keeps it for the next daemon (default: auto)."),
    HTTP(
            "http",
            "HOST:PORT",
            "127.0.0.1:0",
            "Where to serve; port 0 takes a free one (default: 127.0.0.1:0). There is no authentication: keep it on"
                    + " loopback."),
    SYSFS("sysfs", "DIR", "/sys", "Where sysfs is mounted, which lists the CPUs (default: /sys)."),
    LOSSLESS_TIMEOUT(
            "lossless-timeout",
            "SECONDS",
            "30",
            "In discard mode, how long full rings wait for a receiver that takes nothing before others go on without it"
                    + " (default: 30)."),
    SNAPSHOT_DIR("snapshot-dir", "DIR", "", "Where snapshots go (default: snapshots in the run directory)."),
    SNAPSHOT_SPACE(
            "snapshot-space",
            "SIZE",
            "256m",
            "What all snapshots may take together; the oldest are removed (default: 256m)."),
    PROCESS_RECORDS(
            "process-records",
            "N",
            "16",
            "Client records that one process may have; a tracer needs one (default: 16)."),
    PROCESS_SHARE(
            "process-share",
            "PERCENT",
            "50",
            "The part of all thread slots, and of all kinds of events, that one process may have (default: 50)."),
    USER_SHARE(
            "user-share",
            "PERCENT",
            "75",
            "The part of all client records, thread slots and kinds of events that one user's processes may have together;"
                    + " root and the daemon's own user have no limit (default: 75).");

    private final String key;
    private final String label;
    private final String standard;
    private final String help;

    Setting(String key, String label, String standard, String help) {
        this.key = key;
        this.label = label;
        this.standard = standard;
        this.help = help;
    }

    /** The name in a properties file; with two leading dashes, the option. */
    public String key() {
        return key;
    }

    /** The placeholder for the value in a help text. */
    public String label() {
        return label;
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
