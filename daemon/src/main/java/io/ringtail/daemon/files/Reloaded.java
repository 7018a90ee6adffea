package io.ringtail.daemon.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A value that is read from files, and read again when one of them changes. If they are unusable then, the old value
 * stays, one line is logged for each reason, and they are read again until they are usable: the remedy may change no
 * file's contents. Any thread may get the value; one thread refreshes it.
 */
public final class Reloaded<T> {
    private static final Logger LOG = LoggerFactory.getLogger(Reloaded.class);

    private final String what;
    private final List<Path> files;
    private final Loader<T> loader;
    private List<Stamp> stamps;
    private volatile T value;
    private volatile String problem = "";

    /** Makes the value from the files. */
    @FunctionalInterface
    public interface Loader<T> {
        /**
         * Reads the files.
         *
         * @throws IOException if they are unusable; the message is one line with the remedy
         */
        T load() throws IOException;
    }

    /** The state of a file; a change of its contents changes at least one of the parts. */
    private record Stamp(
            @Nullable FileTime modified,
            long size,
            @Nullable Object key) {
        static Stamp of(Path file) {
            try {
                BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
                return new Stamp(found.lastModifiedTime(), found.size(), found.fileKey());
            } catch (IOException unreadable) {
                return new Stamp(null, 0, null);
            }
        }
    }

    private Reloaded(String what, List<Path> files, Loader<T> loader, List<Stamp> stamps, T value) {
        this.what = what;
        this.files = files;
        this.loader = loader;
        this.stamps = stamps;
        this.value = value;
    }

    /**
     * Reads the files for the first time.
     *
     * @param what the value's name in the log
     * @throws IOException if they are unusable; the message is one line with the remedy
     */
    public static <T> Reloaded<T> of(String what, List<Path> files, Loader<T> loader) throws IOException {
        List<Stamp> stamps = stamps(files);
        try {
            return new Reloaded<>(what, List.copyOf(files), loader, stamps, loader.load());
        } catch (NoSuchFileException | AccessDeniedException e) {
            throw new IOException(line(e), e);
        }
    }

    /** Returns the newest usable value. */
    public T get() {
        return value;
    }

    /** The reason why the files, as they are now, are not in use; empty if they are. */
    public String problem() {
        return problem;
    }

    /** Returns whether the value is that of the files as they are now. */
    public FilesInUse use() {
        return new FilesInUse(what, problem);
    }

    /** Reads the files again if one has changed or they were unusable, and returns whether there is a new value. */
    public boolean refresh() {
        List<Stamp> now = stamps(files);
        if (now.equals(stamps) && problem.isEmpty()) {
            return false;
        }
        stamps = now;
        try {
            value = loader.load();
            problem = "";
            LOG.info("reloaded the {}", what);
            return true;
        } catch (IOException | RuntimeException e) {
            String before = problem;
            problem = line(e);
            if (!problem.equals(before)) {
                LOG.error("kept the previous {}, since the new one cannot be used: {}", what, problem);
            }
            return false;
        }
    }

    private static List<Stamp> stamps(List<Path> files) {
        return files.stream().map(Stamp::of).toList();
    }

    private static String line(Exception problem) {
        if (problem instanceof NoSuchFileException) {
            return problem.getMessage() + " does not exist: check the path";
        }
        return problem instanceof AccessDeniedException
                ? problem.getMessage() + " cannot be read: give its ownership to the daemon's user"
                : Objects.requireNonNullElse(problem.getMessage(), problem.toString());
    }
}
