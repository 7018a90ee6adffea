package io.ringtail.daemon.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that belong to this process's user. In a directory that has passed {@link #requireDirectory}, no other user can
 * create, rename or replace a file, so the file checked by name is the one opened.
 *
 * <p>Modes are set regardless of the umask: a file is created with at most its intended mode, then gets exactly that.
 */
public final class OwnFiles {
    /** For this user alone: a user who may open a file for reading can prevent others from locking it. */
    public static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rw-------");

    /** Writable by members of the group. */
    public static final Set<PosixFilePermission> SHARED = PosixFilePermissions.fromString("rw-rw----");

    /** For everyone who may enter the directory; only for a socket, whose owner identifies the peers. */
    public static final Set<PosixFilePermission> OPEN_SOCKET = PosixFilePermissions.fromString("rw-rw-rw-");

    /** Readable by every user who may enter the directory. */
    public static final Set<PosixFilePermission> PUBLIC = PosixFilePermissions.fromString("rw-r--r--");

    private static final Logger LOG = LoggerFactory.getLogger(OwnFiles.class);
    private static final Path STATUS = Path.of("/proc/self/status");

    private OwnFiles() {}

    /** Returns the user who owns this process's new files. */
    public static int user() throws IOException {
        for (String line : Files.readAllLines(STATUS)) {
            if (line.startsWith("Uid:")) {
                String[] numbers = line.substring("Uid:".length()).strip().split("\\s+", -1);
                return Integer.parseUnsignedInt(numbers[numbers.length - 1]);
            }
        }
        throw new IOException(STATUS + " has no line with a user id");
    }

    /**
     * Checks that only this user can replace a directory's files, and revokes the group's write permission.
     *
     * @throws IOException if it belongs to another user or is open to all; the message gives the remedy
     */
    public static void requireDirectory(Path directory) throws IOException {
        FileEntry entry = FileEntry.followed(directory);
        int user = user();
        if (entry == null || !entry.isDirectory()) {
            throw new IOException(directory + " is not a directory: create it, or give another one");
        }
        if (entry.uid() != user) {
            throw new IOException(
                    directory + " belongs to user " + Integer.toUnsignedString(entry.uid()) + ", who could"
                            + " replace its files, but this process runs as user " + Integer.toUnsignedString(user)
                            + ": create a directory as this user, or chown it");
        }
        if (entry.isOpenToAll()) {
            throw new IOException(directory + " is world-writable: create a directory in it (mkdir -m 750 " + directory
                    + "/ringtail), or chmod o-w");
        }
        if (entry.isOpen()) {
            Files.setAttribute(directory, "unix:mode", entry.modeWithoutGroupWrite());
            LOG.info("removed the group's write permission from {}, which it does not need", directory);
        }
    }

    /**
     * Opens a file of this user for writing, or creates it.
     *
     * @throws IOException if the name belongs to a link, a pipe, another user's file, or is one of several names of a
     *     file; none of them is waited for
     */
    public static FileChannel open(Path file, Set<PosixFilePermission> permissions) throws IOException {
        requireFile(file);
        return open(file, permissions, StandardOpenOption.CREATE);
    }

    /** Creates a file; the name must be free. */
    public static FileChannel make(Path file, Set<PosixFilePermission> permissions) throws IOException {
        return open(file, permissions, StandardOpenOption.CREATE_NEW);
    }

    private static FileChannel open(Path file, Set<PosixFilePermission> permissions, OpenOption how)
            throws IOException {
        Set<OpenOption> options = new HashSet<>(List.of(how, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
        FileChannel channel = FileChannel.open(file, options, PosixFilePermissions.asFileAttribute(permissions));
        try {
            Files.setPosixFilePermissions(file, permissions);
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Checks that a name is free or belongs to a regular file of this user, whose mode and contents concern no one
     * else.
     *
     * @throws IOException otherwise; the message gives the remedy
     */
    public static void requireFile(Path file) throws IOException {
        FileEntry entry = FileEntry.of(file);
        if (entry != null && (!entry.isRegular() || entry.uid() != user())) {
            throw new IOException(
                    file + " is " + (entry.isRegular() ? "another user's" : "not a regular file") + ": remove it");
        }
        if (entry != null && entry.names() > 1) {
            throw new IOException(file + " is a hard link to a file with " + (entry.names() - 1)
                    + " other names, which would change, too: remove it");
        }
    }

    /**
     * Checks that neither its group nor others may write a file, whose contents this process trusts; links are followed.
     *
     * @throws IOException if they may, or it does not exist; the message gives the remedy
     */
    public static void requireUnwritable(Path file) throws IOException {
        FileEntry entry = FileEntry.followed(file);
        if (entry == null) {
            throw new NoSuchFileException(file.toString());
        }
        if (entry.isOpen()) {
            throw new IOException(file + " may be written by others than its owner: chmod go-w " + file);
        }
    }

    /**
     * Checks that a name does not belong to a directory: anything else there is replaced by a file that is moved to it.
     *
     * @throws IOException if it does; the message gives the remedy
     */
    public static void requireNoDirectory(Path file) throws IOException {
        FileEntry entry = FileEntry.of(file);
        if (entry != null && entry.isDirectory()) {
            throw new IOException(file + " is a directory, but the daemon needs that name for a file: move it away");
        }
    }

    /** Revokes a file's permissions that exceed these; missing ones are not added. */
    public static void limit(Path file, Set<PosixFilePermission> permissions) throws IOException {
        Set<PosixFilePermission> found = Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS);
        if (found.retainAll(permissions)) {
            Files.setPosixFilePermissions(file, found);
        }
    }
}
