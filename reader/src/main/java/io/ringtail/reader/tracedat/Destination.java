package io.ringtail.reader.tracedat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/**
 * Where a trace.dat goes once it is complete: a file, which takes its name only then, or a channel, which takes its bytes
 * one after the other. Temporary files lie beside the file, or where the channel's owner says.
 */
public final class Destination {
    private final String name;
    private final Path temporary;
    private final Set<PosixFilePermission> permissions;
    private final Target target;

    /** What takes the bytes. */
    private interface Target {
        void write(Content content) throws IOException;
    }

    /** What writes itself from its first byte to its last. */
    interface Content {
        void writeTo(WritableByteChannel out) throws IOException;
    }

    private Destination(String name, Path temporary, Set<PosixFilePermission> permissions) {
        this.name = name;
        this.temporary = temporary;
        this.permissions = permissions;
        this.target = this::replace;
    }

    private Destination(String name, WritableByteChannel channel, Path temporary) {
        this.name = name;
        this.temporary = temporary;
        this.permissions = Set.of();
        this.target = content -> {
            try (channel) {
                content.writeTo(channel);
            }
        };
    }

    /** A file with the permissions that this process gives its files; one of that name is replaced. */
    public static Destination file(Path file) {
        return file(file, Set.of());
    }

    /** A file with just these permissions, if there are any. */
    public static Destination file(Path file, Set<PosixFilePermission> permissions) {
        return new Destination(file.toString(), file, permissions);
    }

    /** A file by another name, which is shown. */
    public static Destination file(Path file, String name) {
        return new Destination(name, file, Set.of());
    }

    /**
     * A channel, which is closed once it has all.
     *
     * @param name what to call it
     * @param directory where temporary files may lie
     */
    public static Destination channel(String name, WritableByteChannel channel, Path directory) {
        return new Destination(name, channel, directory.resolve("ringtail-recording"));
    }

    /** A temporary file's path that nobody else has. */
    Path temporary(String suffix) throws IOException {
        Path last = temporary.getFileName();
        if (last == null) {
            throw new FileNotFoundException(temporary + " is no file's name");
        }
        return temporary.resolveSibling(last + "." + ProcessHandle.current().pid() + "-" + System.nanoTime() + suffix);
    }

    /** Writes all of it, or leaves nothing under a file's name. */
    void write(Content content) throws IOException {
        target.write(content);
    }

    private void replace(Content content) throws IOException {
        Path unfinished = temporary(".part");
        try {
            try (FileChannel out =
                    FileChannel.open(unfinished, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                if (!permissions.isEmpty()) {
                    Files.setPosixFilePermissions(unfinished, permissions);
                }
                content.writeTo(out);
            }
            move(unfinished, temporary);
        } finally {
            delete(unfinished);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException ignored) {
            // It was moved, or could not even be made; the first failure has been reported.
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
