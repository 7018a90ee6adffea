package io.ringtail.daemon;

import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.RingGeometry;
import java.io.IOException;
import java.io.Reader;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * The daemon's settings as texts, by the names of the command line's long options. What is set later wins; what is never
 * set has the default below. {@link #conclude()} checks them once and gives the values.
 */
public final class DaemonSettings {
    public static final String DIR = "dir";
    public static final String BUFFER_SIZE = "buffer-size";
    public static final String SUBBUF_SIZE = "subbuf-size";
    public static final String MODE = "mode";
    public static final String BUFFER_MEMORY = "buffer-memory";
    public static final String HTTP = "http";
    public static final String SYSFS = "sysfs";
    public static final String LOSSLESS_TIMEOUT = "lossless-timeout";
    public static final String SNAPSHOT_DIR = "snapshot-dir";
    public static final String SNAPSHOT_SPACE = "snapshot-space";

    public static final String PROCESS_RECORDS = "process-records";
    public static final String PROCESS_SHARE = "process-share";
    public static final String USER_SHARE = "user-share";

    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry(DIR, "/run/ringtail"),
            Map.entry(BUFFER_SIZE, "4m"),
            Map.entry(SUBBUF_SIZE, "64k"),
            Map.entry(MODE, "overwrite"),
            Map.entry(BUFFER_MEMORY, "auto"),
            Map.entry(HTTP, "127.0.0.1:0"),
            Map.entry(SYSFS, "/sys"),
            Map.entry(LOSSLESS_TIMEOUT, "30"),
            Map.entry(SNAPSHOT_DIR, ""),
            Map.entry(SNAPSHOT_SPACE, "256m"),
            Map.entry(PROCESS_RECORDS, "16"),
            Map.entry(PROCESS_SHARE, "50"),
            Map.entry(USER_SHARE, "75"));
    private static final long MAX_FILE_BYTES = 1 << 16;
    private static final int MAX_PORT = 65_535;
    private static final int MAX_TIMEOUT_SECONDS = 1_000_000;
    private static final int MAX_PERCENT = 100;

    private final Map<String, String> texts = new HashMap<>(DEFAULTS);

    /**
     * What the daemon is started with.
     *
     * @param directory the run directory
     * @param memory where a new buffer lies
     * @param mode what full rings of a new file do
     * @param ring the sizes of a new file's rings
     * @param http where to listen; port 0 takes a free one
     * @param sysfs where sysfs is mounted
     * @param losslessTimeoutNs after which a lossless receiver that takes nothing is no longer waited for
     * @param snapshotDirectory where snapshots go; it is made when it is first needed
     * @param snapshotSpace bytes that all snapshots together may have
     * @param processRecords client records that one process may have
     * @param processShare of thread slots and kinds of events that one process may have, percent
     * @param userShare of client records, thread slots and kinds of events that one user may have, percent
     */
    public record Values(
            Path directory,
            BufferMemory memory,
            BufferMode mode,
            RingGeometry ring,
            InetSocketAddress http,
            Path sysfs,
            long losslessTimeoutNs,
            Path snapshotDirectory,
            long snapshotSpace,
            int processRecords,
            int processShare,
            int userShare) {}

    /** Sets one value; whether it makes sense is checked by {@link #conclude()}. */
    public DaemonSettings set(String name, String text) throws SettingsException {
        if (!DEFAULTS.containsKey(name)) {
            throw new SettingsException("there is no setting '" + name + "': the settings are "
                    + String.join(", ", new TreeSet<>(DEFAULTS.keySet())));
        }
        texts.put(name, text.strip());
        return this;
    }

    /**
     * Sets what a properties file says.
     *
     * @throws SettingsException if it cannot be read, or names a setting that does not exist
     */
    public DaemonSettings load(Path file) throws SettingsException {
        Properties properties = new Properties();
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                throw new SettingsException(
                        "'" + file + "' is no regular file: give --config a file of NAME=VALUE lines");
            }
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new SettingsException(
                        file + " has more than " + MAX_FILE_BYTES + " bytes: give --config a file of NAME=VALUE lines");
            }
            try (Reader reader = Files.newBufferedReader(file)) {
                properties.load(reader);
            }
        } catch (NoSuchFileException e) {
            throw new SettingsException("there is no file " + file + ": create it, or leave --config out", e);
        } catch (IOException | IllegalArgumentException e) {
            throw new SettingsException(
                    "cannot read the settings in " + file + " (" + e.getMessage()
                            + "): give --config a file of NAME=VALUE lines",
                    e);
        }
        for (String name : new TreeSet<>(properties.stringPropertyNames())) {
            try {
                set(name, properties.getProperty(name));
            } catch (SettingsException e) {
                throw new SettingsException(file + ": " + e.getMessage(), e);
            }
        }
        return this;
    }

    /** Checks all settings. */
    public Values conclude() throws SettingsException {
        return new Values(
                path(DIR),
                memory(),
                mode(),
                ring(),
                http(),
                path(SYSFS),
                losslessTimeoutNs(),
                snapshotDirectory(),
                size(SNAPSHOT_SPACE),
                number(PROCESS_RECORDS, Geometry.MAX_CLIENTS, "how many"),
                number(PROCESS_SHARE, MAX_PERCENT, "percent"),
                number(USER_SHARE, MAX_PERCENT, "percent"));
    }

    private BufferMode mode() throws SettingsException {
        return switch (text(MODE).toLowerCase(Locale.ROOT)) {
            case "overwrite" -> BufferMode.OVERWRITE;
            case "discard" -> BufferMode.DISCARD;
            default ->
                throw wrong(
                        MODE,
                        "give overwrite, which keeps the newest events, or discard, which keeps the oldest until they are"
                                + " read");
        };
    }

    private BufferMemory memory() throws SettingsException {
        return switch (text(BUFFER_MEMORY).toLowerCase(Locale.ROOT)) {
            case "auto" -> BufferMemory.AUTO;
            case "file" -> BufferMemory.FILE;
            case "sealed" -> BufferMemory.SEALED;
            default ->
                throw wrong(
                        BUFFER_MEMORY,
                        "give file, which has a path in the run directory, sealed, which nobody can cut short, or auto, which"
                                + " is sealed where the service manager keeps it for the next daemon");
        };
    }

    private RingGeometry ring() throws SettingsException {
        long subbuf = size(SUBBUF_SIZE);
        if (Long.bitCount(subbuf) != 1
                || subbuf < RingGeometry.MIN_SUBBUF_SIZE
                || subbuf > RingGeometry.MAX_SUBBUF_SIZE) {
            throw wrong(
                    SUBBUF_SIZE,
                    "give a power of two from " + ByteSize.format(RingGeometry.MIN_SUBBUF_SIZE) + " to "
                            + ByteSize.format(RingGeometry.MAX_SUBBUF_SIZE));
        }
        long ring = size(BUFFER_SIZE);
        long least = RingGeometry.MIN_SUBBUF_COUNT * subbuf;
        long most = Math.min(RingGeometry.MAX_RING_SIZE, RingGeometry.MAX_SUBBUF_COUNT * subbuf);
        if (Long.bitCount(ring) != 1 || ring < least || ring > most) {
            throw wrong(
                    BUFFER_SIZE,
                    "with sub-buffers of " + ByteSize.format(subbuf) + ", give a power of two from "
                            + ByteSize.format(least) + " to " + ByteSize.format(most));
        }
        return new RingGeometry((int) subbuf, (int) (ring / subbuf));
    }

    private long size(String name) throws SettingsException {
        try {
            return ByteSize.parse(text(name));
        } catch (IllegalArgumentException e) {
            throw new SettingsException(name + ": " + e.getMessage(), e);
        }
    }

    private InetSocketAddress http() throws SettingsException {
        String text = text(HTTP);
        int colon = text.lastIndexOf(':');
        int port = colon < 1 ? -1 : port(text.substring(colon + 1));
        if (port < 0) {
            throw wrong(HTTP, "give HOST:PORT, like 127.0.0.1:9464; port 0 takes a free one");
        }
        String host = text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        InetSocketAddress address =
                new InetSocketAddress(bracketed ? host.substring(1, host.length() - 1) : host, port);
        if (address.isUnresolved()) {
            throw wrong(HTTP, "this machine knows no host '" + host + "': give an address of its own");
        }
        return address;
    }

    private static int port(String text) {
        boolean number = !text.isEmpty() && text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int port = number ? Integer.parseInt(text) : -1;
        return port > MAX_PORT ? -1 : port;
    }

    private long losslessTimeoutNs() throws SettingsException {
        return TimeUnit.SECONDS.toNanos(number(LOSSLESS_TIMEOUT, MAX_TIMEOUT_SECONDS, "seconds"));
    }

    private int number(String name, int most, String unit) throws SettingsException {
        String text = text(name);
        boolean digits = !text.isEmpty() && text.length() <= 7 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int number = digits ? Integer.parseInt(text) : 0;
        if (number < 1 || number > most) {
            throw wrong(name, "give " + unit + ", from 1 to " + most);
        }
        return number;
    }

    private Path path(String name) throws SettingsException {
        String text = text(name);
        if (text.isEmpty() || text.indexOf('\0') >= 0) {
            throw wrong(name, "give a directory");
        }
        return Path.of(text);
    }

    /** Below the run directory where nothing else is said. */
    private Path snapshotDirectory() throws SettingsException {
        if (text(SNAPSHOT_DIR).isEmpty()) {
            return path(DIR).resolve("snapshots");
        }
        Path given = path(SNAPSHOT_DIR);
        try {
            // The administrator may have made a link; later on, none is followed.
            return given.toRealPath();
        } catch (IOException absent) {
            return given;
        }
    }

    private String text(String name) {
        return texts.getOrDefault(name, "");
    }

    private SettingsException wrong(String name, String todo) {
        return new SettingsException(name + " cannot be '" + text(name) + "': " + todo);
    }
}
