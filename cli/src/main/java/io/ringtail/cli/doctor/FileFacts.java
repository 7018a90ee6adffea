package io.ringtail.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;

/**
 * A file or directory as far as permissions are concerned; links are followed.
 *
 * @param path its name in messages
 * @param mode its kind and permissions, after inode(7)
 * @param inode its number on its filesystem
 */
record FileFacts(Path path, int uid, int gid, int mode, long inode, String owner, String group) {
    private static final int KIND = 0xf000;
    private static final int DIRECTORY = 0x4000;

    /** Reads a file's attributes, without opening it. */
    static FileFacts of(Path path) throws IOException {
        return of(path, path);
    }

    /**
     * Reads the attributes of a file that another process knows by another name.
     *
     * @param name in messages
     */
    static FileFacts of(Path path, Path name) throws IOException {
        PosixFileAttributes posix = Files.readAttributes(path, PosixFileAttributes.class);
        return new FileFacts(
                name,
                (Integer) Files.getAttribute(path, "unix:uid"),
                (Integer) Files.getAttribute(path, "unix:gid"),
                (Integer) Files.getAttribute(path, "unix:mode"),
                (Long) Files.getAttribute(path, "unix:ino"),
                posix.owner().getName(),
                posix.group().getName());
    }

    boolean isDirectory() {
        return (mode & KIND) == DIRECTORY;
    }

    /** Returns mode, owner and group, as {@code ls -l} prints them. */
    String permissions() {
        StringBuilder bits = new StringBuilder();
        for (int bit = 8; bit >= 0; bit--) {
            bits.append((mode >> bit & 1) != 0 ? "xwr".charAt(bit % 3) : '-');
        }
        return bits + ", owner " + owner + ", group " + group;
    }
}
