package io.ringtail.daemon.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
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
 * This process's user's own files. In a directory that has passed {@link #requireDirectory}, nobody else can make, rename or
 * replace one, so what is checked by name is what is opened.
 *
 * <p>Modes are set whatever the umask is: a file is made with no more than it shall have, then gets just that.
 */
public final class OwnFiles {
    /** For this user alone: who may open a file for reading can keep others from locking it. */
    public static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rw-------");

    /** For members of the group to write. */
    public static final Set<PosixFilePermission> SHARED = PosixFilePermissions.fromString("rw-rw----");

    /** For everybody to read who may enter the directory. */
    public static final Set<PosixFilePermission> PUBLIC = PosixFilePermissions.fromString("rw-r--r--");

    private static final Logger LOG = LoggerFactory.getLogger(OwnFiles.class);
    private static final Path STATUS = Path.of("/proc/self/status");

    private OwnFiles() {}

    /** The user that this process's new files belong to. */
    public static int user() throws IOException {
        for (String line : Files.readAllLines(STATUS)) {
            if (line.startsWith("Uid:")) {
                String[] numbers = line.substring("Uid:".length()).strip().split("\\s+", -1);
                return Integer.parseUnsignedInt(numbers[numbers.length - 1]);
            }
        }
        throw new IOException(STATUS + " names no user");
    }

    /**
     * Checks that only this user can replace a directory's files, and takes the group's permission to write away.
     *
     * @throws IOException if it belongs to somebody else or is open to all; its message says what to do
     */
    public static void requireDirectory(Path directory) throws IOException {
        FileEntry entry = FileEntry.followed(directory);
        int user = user();
        if (entry == null || !entry.isDirectory()) {
            throw new IOException(directory + " is no directory: create it, or give another one");
        }
        if (entry.uid() != user) {
            throw new IOException(
                    directory + " belongs to user " + Integer.toUnsignedString(entry.uid()) + ", who could"
                            + " replace what is in it, and this is user " + Integer.toUnsignedString(user)
                            + ": make a directory of this user's, or chown it");
        }
        if (entry.isOpenToAll()) {
            throw new IOException(directory + " is open to all: make a directory of its own in it (mkdir -m 750 "
                    + directory + "/ringtail), or chmod o-w");
        }
        if (entry.isOpen()) {
            Files.setAttribute(directory, "unix:mode", entry.modeWithoutGroupWrite());
            LOG.info("{} could be written by its group, who need not: that permission is taken away", directory);
        }
    }

    /**
     * Opens a file for writing that is this user's, or makes it.
     *
     * @throws IOException if the name is a link's, a pipe's, somebody else's file's, or one of several names of a file; none
     *     of them is waited for
     */
    public static FileChannel open(Path file, Set<PosixFilePermission> permissions) throws IOException {
        requireFile(file);
        return open(file, permissions, StandardOpenOption.CREATE);
    }

    /** Makes a file; there must be none of that name. */
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
     * Checks that a name is free or a regular file's of this user, whose mode and contents are nobody else's concern.
     *
     * @throws IOException if it is something else's; its message says what to do
     */
    public static void requireFile(Path file) throws IOException {
        FileEntry entry = FileEntry.of(file);
        if (entry != null && (!entry.isRegular() || entry.uid() != user())) {
            throw new IOException(
                    file + " is " + (entry.isRegular() ? "another user's" : "no regular file") + ": remove it");
        }
        if (entry != null && entry.names() > 1) {
            throw new IOException(file + " is a hard link to a file that has " + (entry.names() - 1)
                    + " other names, and would change under them: remove it");
        }
    }

    /**
     * Checks that a name is not a directory's: anything else there is replaced by a file that is moved to it.
     *
     * @throws IOException if it is; its message says what to do
     */
    public static void requireNoDirectory(Path file) throws IOException {
        FileEntry entry = FileEntry.of(file);
        if (entry != null && entry.isDirectory()) {
            throw new IOException(file + " is a directory, in the way of a file that the daemon makes: move it away");
        }
    }

    /** Takes permissions of a file that go beyond these; fewer may be wanted. */
    public static void limit(Path file, Set<PosixFilePermission> permissions) throws IOException {
        Set<PosixFilePermission> found = Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS);
        if (found.retainAll(permissions)) {
            Files.setPosixFilePermissions(file, found);
        }
    }
}
