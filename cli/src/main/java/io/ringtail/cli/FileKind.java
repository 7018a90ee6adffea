package io.ringtail.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The kind of file that a path names, after following links. */
enum FileKind {
    ABSENT(0),
    REGULAR(0x8000),
    DIRECTORY(0x4000),
    PIPE(0x1000),
    CHARACTER_DEVICE(0x2000),
    BLOCK_DEVICE(0x6000),
    SOCKET(0xc000);

    /** The file type bits of a mode, see inode(7). */
    private static final int MASK = 0xf000;

    private final int bits;

    FileKind(int bits) {
        this.bits = bits;
    }

    static FileKind of(Path file) throws IOException {
        try {
            int mode = (Integer) Files.getAttribute(file, "unix:mode");
            for (FileKind kind : values()) {
                if (kind != ABSENT && (mode & MASK) == kind.bits) {
                    return kind;
                }
            }
            throw new IOException(file + " has an unknown file type, mode " + Integer.toOctalString(mode));
        } catch (NoSuchFileException e) {
            return ABSENT;
        }
    }

    /** The kind as a noun phrase for use in a sentence. */
    String text() {
        return switch (this) {
            case ABSENT -> "not there";
            case REGULAR -> "a file";
            case DIRECTORY -> "a directory";
            case PIPE -> "a pipe";
            case CHARACTER_DEVICE -> "a character device";
            case BLOCK_DEVICE -> "a block device";
            case SOCKET -> "a socket";
        };
    }
}
