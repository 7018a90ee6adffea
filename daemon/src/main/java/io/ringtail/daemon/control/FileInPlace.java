package io.ringtail.daemon.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** A file as found at its path, to detect later whether that very file is still there. */
public final class FileInPlace {
    private final Path path;
    private final @Nullable Object key;

    private FileInPlace(Path path, @Nullable Object key) {
        this.path = path;
        this.key = key;
    }

    /** Returns the file that a path names now. */
    public static FileInPlace of(Path path) throws IOException {
        return new FileInPlace(path, attributes(path).fileKey());
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    /** Returns the path at which the file was found. */
    public Path path() {
        return path;
    }

    /** Removes it, unless it has been removed or replaced. */
    public void delete() throws IOException {
        if (!isGone()) {
            Files.deleteIfExists(path);
        }
    }

    /** Returns whether it has been removed or replaced; false if that cannot be determined. */
    public boolean isGone() {
        try {
            return key != null && !key.equals(attributes(path).fileKey());
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException unknown) {
            return false;
        }
    }
}
