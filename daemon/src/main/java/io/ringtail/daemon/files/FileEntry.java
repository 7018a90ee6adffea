package io.ringtail.daemon.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A directory entry: the file, link, pipe or directory of that name itself.
 *
 * @param uid its owner
 * @param mode its kind and permissions, after inode(7)
 * @param names how many names it has, in whatever directories
 */
public record FileEntry(int uid, int mode, int names) {
    private static final int KIND = 0xf000;
    private static final int REGULAR = 0x8000;
    private static final int DIRECTORY = 0x4000;
    private static final int STICKY = 0x200;
    private static final int GROUP_WRITES = 0x10;
    private static final int OTHERS_WRITE = 0x2;

    /** Returns the entry with this name, null if there is none. Follows no link, and opens nothing. */
    public static @Nullable FileEntry of(Path path) throws IOException {
        return read(path, LinkOption.NOFOLLOW_LINKS);
    }

    /** Returns the entry to which this name leads, through links. */
    public static @Nullable FileEntry followed(Path path) throws IOException {
        return read(path);
    }

    private static @Nullable FileEntry read(Path path, LinkOption... options) throws IOException {
        try {
            return new FileEntry(
                    (Integer) Files.getAttribute(path, "unix:uid", options),
                    (Integer) Files.getAttribute(path, "unix:mode", options),
                    (Integer) Files.getAttribute(path, "unix:nlink", options));
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Returns whether it is a file, and no link, pipe, device or directory. */
    public boolean isRegular() {
        return (mode & KIND) == REGULAR;
    }

    /** Returns whether it is a directory, and no link to one. */
    public boolean isDirectory() {
        return (mode & KIND) == DIRECTORY;
    }

    /**
     * Returns whether its group or others may write it, which in a directory means to replace files that are not
     * theirs.
     */
    public boolean isOpen() {
        return !isSticky() && (mode & (GROUP_WRITES | OTHERS_WRITE)) != 0;
    }

    /**
     * Returns whether it is a directory in which every user may create files, but remove only their own, like {@code
     * /tmp}.
     */
    public boolean isSharedByAll() {
        return isSticky() && isOpenToAll();
    }

    /** Returns whether it is a directory in which only the owner of a file, or of the directory, may remove it. */
    public boolean isSticky() {
        return isDirectory() && (mode & STICKY) != 0;
    }

    /** Returns whether every user may write it. */
    boolean isOpenToAll() {
        return (mode & OTHERS_WRITE) != 0;
    }

    /** Returns its permissions without the group's write permission. */
    int modeWithoutGroupWrite() {
        return mode & ~KIND & ~GROUP_WRITES;
    }
}
