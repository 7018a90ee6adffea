package io.ringtail.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A temporary directory, in memory if possible. It is removed when it is closed or its process is asked to end; a
 * killed process leaves it to the next process that creates a directory for the same purpose, which removes it.
 *
 * <p>A file in the directory is locked for as long as its process lives, which tells live owners from dead ones across
 * pid namespaces.
 */
public final class ScratchDirectory implements AutoCloseable {
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final String OWNER = ".owner";

    private final Path path;
    private final FileChannel owner;
    private final EndHook hook = new EndHook(this::clear);

    private ScratchDirectory(Path path, FileChannel owner) {
        this.path = path;
        this.owner = owner;
    }

    /**
     * Creates a directory, and removes those that dead processes of this user have left.
     *
     * @param purpose the beginning of its name
     */
    public static ScratchDirectory make(String purpose) throws IOException {
        Path parent = Files.isWritable(MEMORY) ? MEMORY : Path.of(System.getProperty("java.io.tmpdir"));
        return make(parent, purpose);
    }

    static ScratchDirectory make(Path parent, String purpose) throws IOException {
        sweep(parent, purpose);
        ScratchDirectory made = null;
        while (made == null) {
            Path path = Files.createTempDirectory(
                    parent, purpose + "-" + ProcessHandle.current().pid() + "-");
            made = own(path);
        }
        made.hook.add();
        return made;
    }

    /**
     * Locks the file of a new directory. Before that, another process may take the directory for a dead one's; it
     * removes it with the file locked, so either it is gone after this process has the lock, or it stays.
     *
     * @return null if it is gone
     */
    private static @Nullable ScratchDirectory own(Path path) throws IOException {
        Path file = path.resolve(OWNER);
        FileChannel owner = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        owner.lock();
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return new ScratchDirectory(path, owner);
        }
        owner.close();
        return null;
    }

    /** The directory's path. */
    public Path path() {
        return path;
    }

    private static void sweep(Path parent, String purpose) {
        // Closing a file would release this process's lock on the same file.
        String own = purpose + "-" + ProcessHandle.current().pid() + "-";
        try (DirectoryStream<Path> left = Files.newDirectoryStream(parent, purpose + "-*")) {
            for (Path directory : left) {
                if (!String.valueOf(directory.getFileName()).startsWith(own)) {
                    deleteIfLeft(directory);
                }
            }
        } catch (IOException | UncheckedIOException ignored) {
            // Left to the next process.
        }
    }

    /** Deletes a directory whose file is not locked, with the lock held until all is deleted. */
    private static void deleteIfLeft(Path directory) {
        Path file = directory.resolve(OWNER);
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                FileLock lock = channel.tryLock()) {
            if (lock != null) {
                delete(directory);
            }
        } catch (IOException | UncheckedIOException | OverlappingFileLockException notOurs) {
            // Another user's, or gone, or left to the next process.
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> tree = Files.walk(directory)) {
            List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (NoSuchFileException gone) {
            // It is already deleted.
        }
    }

    private void clear() {
        try {
            delete(path);
            owner.close();
        } catch (IOException | UncheckedIOException e) {
            System.err.println("ringtail: cannot remove " + path + " (" + e + "): remove it by hand");
        }
    }

    @Override
    public void close() {
        clear();
        hook.remove();
    }
}
