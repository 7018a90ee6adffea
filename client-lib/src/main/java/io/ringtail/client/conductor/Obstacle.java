package io.ringtail.client.conductor;

import io.ringtail.proto.layout.RunFiles;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;

/** What keeps a process from a run directory's daemon, in words that say what to do. */
final class Obstacle {
    private Obstacle() {}

    /** Describes why a connection failed, from the failure and from the run directory's files. */
    static String of(Path directory, Exception failure) {
        if (failure instanceof ClosedByInterruptException) {
            return "the conductor's thread was interrupted";
        }
        String text = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        return failure instanceof IOException ? inFiles(directory, text) : text;
    }

    private static String inFiles(Path directory, String text) {
        Path socket = directory.resolve(RunFiles.CONTROL_SOCKET);
        if (isForbidden(directory)) {
            Path denied = Files.isExecutable(directory) ? socket : directory;
            return "no permission to use " + denied + " (" + modeOf(denied)
                    + "): run as a member of its group, or point RINGTAIL_DIR at another daemon's directory";
        }
        if (!Files.isDirectory(directory)) {
            return "directory " + directory + " does not exist: start a daemon with " + start(directory)
                    + ", or set RINGTAIL_DIR";
        }
        if (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
            return "no daemon is running in " + directory + ": start one with " + start(directory);
        }
        return text + ": the daemon of " + directory + " is not running";
    }

    /** Returns how a directory's daemon is started; the package's service has the default one. */
    static String start(Path directory) {
        String command = "'ringtail daemon --dir " + directory + "'";
        return directory.equals(Path.of(RunFiles.DEFAULT_DIRECTORY))
                ? "'systemctl start ringtaild' (without the package: " + command + ")"
                : command;
    }

    /** Returns whether the files are there, but closed to this process's user. */
    static boolean isForbidden(Path directory) {
        Path socket = directory.resolve(RunFiles.CONTROL_SOCKET);
        boolean closedDirectory = Files.isDirectory(directory) && !Files.isExecutable(directory);
        return closedDirectory || (Files.exists(socket) && !Files.isWritable(socket));
    }

    private static String modeOf(Path file) {
        try {
            PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
            return String.format(
                    Locale.ROOT,
                    "%s, owner %s, group %s",
                    PosixFilePermissions.toString(attributes.permissions()),
                    attributes.owner().getName(),
                    attributes.group().getName());
        } catch (IOException | UnsupportedOperationException e) {
            return "its mode cannot be read";
        }
    }
}
