package io.ringtail.daemon.control;

import io.ringtail.daemon.files.FileEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The place of a socket in a run directory, and that of its creation: a directory that only the daemon can enter, since
 * a socket's initial mode depends on the umask.
 *
 * @param path where clients find the socket
 * @param nursery the directory in which it is created
 * @param permissions of the socket
 */
public record SocketPlace(Path path, Path nursery, Set<PosixFilePermission> permissions) {
    public SocketPlace {
        permissions = Set.copyOf(permissions);
    }

    /** Returns the path at which the socket is created; no longer than that of its place. */
    Path unplaced() {
        return nursery.resolve("socket");
    }

    /** Creates the directory for the socket. */
    void prepare() throws RunDirectoryException {
        clear();
        try {
            Files.createDirectory(
                    nursery, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new RunDirectoryException(
                    "cannot create " + nursery + " (" + e + "): make room, and check the directory's permissions", e);
        }
    }

    /** Removes that directory, including one left by a daemon that died in the meantime. */
    void clear() throws RunDirectoryException {
        try {
            FileEntry left = FileEntry.of(nursery);
            if (left != null && left.isDirectory()) {
                Files.deleteIfExists(unplaced());
            }
            Files.deleteIfExists(nursery);
        } catch (IOException e) {
            throw new RunDirectoryException("cannot replace " + nursery + " (" + e + "): remove it", e);
        }
    }
}
