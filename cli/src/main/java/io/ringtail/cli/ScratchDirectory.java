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
        Path path = Files.createTempDirectory(
                parent, purpose + "-" + ProcessHandle.current().pid() + "-");
        FileChannel owner =
                FileChannel.open(path.resolve(OWNER), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        owner.lock();
        ScratchDirectory made = new ScratchDirectory(path, owner);
        made.hook.add();
        return made;
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
                if (!String.valueOf(directory.getFileName()).startsWith(own) && isLeft(directory)) {
                    delete(directory);
                }
            }
        } catch (IOException | UncheckedIOException ignored) {
            // Left to the next process.
        }
    }

    private static boolean isLeft(Path directory) {
        Path file = directory.resolve(OWNER);
        try {
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                    || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                    FileLock lock = channel.tryLock()) {
                return lock != null;
            }
        } catch (IOException | OverlappingFileLockException notOurs) {
            return false;
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
