package io.ringtail.daemon.control;

import io.ringtail.daemon.files.FileEntry;
import io.ringtail.daemon.files.OwnFiles;
import io.ringtail.proto.layout.RunFiles;
import io.ringtail.reader.remote.LocalSocket;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A run directory owned by this daemon alone: its lock is held until {@link #close}, or until the process ends in any
 * way.
 *
 * <pre>
 *   DIR/lock          0600  locked for the daemon's life; empty
 *   DIR/buffer        0660  the mapped file
 *   DIR/control.sock  0660  the control socket
 *   DIR/stream.sock   0660  the socket for local HTTP; 0666 if roles are granted to other groups
 *   DIR/new.d, new.s  0700  contain a socket for a moment, while it is created
 *   DIR/address       0644  the address at which the daemon serves
 * </pre>
 *
 * <p>The directory itself belongs to the daemon's user, and no other user may write in it: members of the group can
 * open its files, but neither lock nor replace them.
 */
public final class RunDirectory implements AutoCloseable {
    private static final String UNFINISHED = ".new";
    // The capacity of a UNIX socket's address, without the last NUL.
    private static final int MAX_SOCKET_PATH_LENGTH = 107;

    private final Path directory;
    private final FileChannel lockFile;

    private RunDirectory(Path directory, FileChannel lockFile) {
        this.directory = directory;
        this.lockFile = lockFile;
    }

    /**
     * Locks a directory, which must exist.
     *
     * @throws RunDirectoryException if it is missing or not writable, its path is too long for a socket, a directory is
     *     in the way of a file, or another daemon has it. Only the lock has been created then
     */
    public static RunDirectory lock(Path dir) throws RunDirectoryException {
        Path directory = dir.toAbsolutePath().normalize();
        requireSocketPath(directory.resolve(RunFiles.CONTROL_SOCKET));
        if (!Files.isDirectory(directory)) {
            throw new RunDirectoryException(
                    directory + " is not a directory: create it, or give another one with --dir");
        }
        try {
            OwnFiles.requireDirectory(directory);
            for (String replaced : List.of(
                    RunFiles.CONTROL_SOCKET, RunFiles.STREAM_SOCKET, RunFiles.ADDRESS, RunFiles.ADDRESS + UNFINISHED)) {
                OwnFiles.requireNoDirectory(directory.resolve(replaced));
            }
        } catch (IOException e) {
            throw new RunDirectoryException(String.valueOf(e.getMessage()), e);
        }
        return new RunDirectory(directory, lockedFile(directory));
    }

    private static void requireSocketPath(Path socket) throws RunDirectoryException {
        int length = socket.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > MAX_SOCKET_PATH_LENGTH) {
            throw new RunDirectoryException(
                    "the path " + socket + " has " + length + " bytes, but a socket's may have only "
                            + MAX_SOCKET_PATH_LENGTH + ": use a directory with a shorter path");
        }
    }

    private static FileChannel lockedFile(Path directory) throws RunDirectoryException {
        Path file = directory.resolve(RunFiles.LOCK);
        FileChannel channel = null;
        try {
            channel = OwnFiles.open(file, OwnFiles.PRIVATE);
            if (tryLock(channel) != null) {
                return channel;
            }
        } catch (IOException e) {
            throw new RunDirectoryException(
                    "cannot write " + file + " (" + e + "): the daemon's user needs write permission in that directory",
                    e);
        }
        closeQuietly(channel);
        throw new RunDirectoryException(
                "another daemon is running in " + directory + ": stop it, or give another directory with --dir");
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException ignored) {
            // Nothing was written to it.
        }
    }

    /** Returns whether a file is where the daemon of its directory would keep its buffer; a copy elsewhere is not. */
    public static boolean holds(Path file) {
        Path name = file.getFileName();
        return name != null
                && name.toString().equals(RunFiles.BUFFER)
                && Files.exists(file.resolveSibling(RunFiles.LOCK));
    }

    /** Returns whether a file is the buffer of a living daemon. Takes nothing from that daemon. */
    public static boolean isServed(Path file) {
        if (!holds(file) || !isRegular(file.resolveSibling(RunFiles.LOCK))) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file.resolveSibling(RunFiles.LOCK), StandardOpenOption.READ);
                FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
            return lock == null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            return true;
        } catch (AccessDeniedException notOurs) {
            return new LocalSocket(file.resolveSibling(RunFiles.CONTROL_SOCKET)).isListening();
        } catch (IOException unknown) {
            return false;
        }
    }

    /** Opening a pipe, which a stranger may have put there, would wait for its writer. */
    private static boolean isRegular(Path lock) {
        try {
            FileEntry entry = FileEntry.of(lock);
            return entry != null && entry.isRegular();
        } catch (IOException unknown) {
            return false;
        }
    }

    /** Returns the directory's absolute path. */
    public Path path() {
        return directory;
    }

    /** Returns the path of the lock. */
    public Path lockPath() {
        return directory.resolve(RunFiles.LOCK);
    }

    /** Returns the path of the mapped file. */
    public Path buffer() {
        return directory.resolve(RunFiles.BUFFER);
    }

    /** Returns the path of the control socket. */
    public Path controlSocket() {
        return directory.resolve(RunFiles.CONTROL_SOCKET);
    }

    /** Returns the path of the file with the daemon's addresses. */
    public Path address() {
        return address(directory);
    }

    /** Returns the path of the file with the addresses of a run directory's daemon. */
    public static Path address(Path directory) {
        return directory.resolve(RunFiles.ADDRESS);
    }

    /** Returns the path at which the address file is written, before it is moved to its place. */
    public Path unplacedAddress() {
        return directory.resolve(RunFiles.ADDRESS + UNFINISHED);
    }

    /** Returns the place of the control socket, which is open to the group. */
    public SocketPlace controlPlace() {
        return new SocketPlace(controlSocket(), directory.resolve("new.d"), OwnFiles.SHARED);
    }

    /**
     * Returns the place of the socket for local HTTP.
     *
     * @param permissions of the socket: who may connect, to be identified then
     */
    public SocketPlace streamPlace(Set<PosixFilePermission> permissions) {
        return new SocketPlace(streamSocket(directory), directory.resolve("new.s"), permissions);
    }

    /** Returns the path of the socket for local HTTP of a run directory's daemon. */
    public static Path streamSocket(Path directory) {
        return directory.resolve(RunFiles.STREAM_SOCKET);
    }

    /** Releases the directory to other daemons; its files remain. */
    @Override
    public void close() {
        closeQuietly(lockFile);
    }
}
