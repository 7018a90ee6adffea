package io.ringtail.cli.doctor;

import io.ringtail.proto.layout.RunFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** How a run directory's daemon is started, and where its log is: with systemd, if the package's unit serves it. */
public final class DaemonService {
    private static final String UNIT = "ringtaild.service";

    private final Path directory;
    private final boolean installed;

    /**
     * Looks for the unit.
     *
     * @param root the root directory of this machine, usually {@code /}
     * @param directory a run directory
     */
    DaemonService(Path root, Path directory) {
        this.directory = directory;
        this.installed = directory.equals(Path.of(RunFiles.DEFAULT_DIRECTORY))
                && Files.isDirectory(root.resolve("run/systemd/system"))
                && Stream.of("etc", "usr/lib", "lib")
                        .anyMatch(place -> Files.exists(root.resolve(place).resolve("systemd/system/" + UNIT)));
    }

    /** Returns how the daemon of a run directory is started on this machine. */
    public static DaemonService of(Path directory) {
        return new DaemonService(Path.of("/"), directory);
    }

    /** Returns the command that starts a daemon; for a service, which may have failed, also the one for its log. */
    public String start() {
        return installed
                ? "'systemctl start ringtaild' ('journalctl -u ringtaild' says why it has ended)"
                : "'ringtail daemon --dir " + directory + "'";
    }

    /** Returns what the log is called. */
    public String log() {
        return installed ? "its log ('journalctl -u ringtaild')" : "its log";
    }
}
