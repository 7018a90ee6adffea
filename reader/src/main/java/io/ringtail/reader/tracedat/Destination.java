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
 * The destination of a complete trace.dat or another file: a file, which gets its name only then, or a channel, which
 * receives the bytes sequentially. Temporary files lie in the file's directory, or in the one given with the channel.
 */
public final class Destination {
    private final String name;
    private final Path temporary;
    private final Set<PosixFilePermission> permissions;
    private final Target target;
    private boolean removedAtExit;

    /** Receives the bytes. */
    private interface Target {
        void write(Content content) throws IOException;
    }

    /** Writes itself from its first byte to its last. */
    @FunctionalInterface
    public interface Content {
        /** Writes all bytes; the channel stays open. */
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

    /** Returns a file with this process's default permissions; an existing file is replaced. */
    public static Destination file(Path file) {
        return file(file, Set.of());
    }

    /** Returns a file with exactly these permissions, or the default ones if the set is empty. */
    public static Destination file(Path file, Set<PosixFilePermission> permissions) {
        return new Destination(file.toString(), file, permissions);
    }

    /** Returns a file that messages call by another name. */
    public static Destination file(Path file, String name) {
        return new Destination(name, file, Set.of());
    }

    /**
     * Returns a channel, which is closed when everything has been written.
     *
     * @param name the name used in messages
     * @param directory a directory for temporary files
     */
    public static Destination channel(String name, WritableByteChannel channel, Path directory) {
        return new Destination(name, channel, directory.resolve("ringtail-recording"));
    }

    /** Lets an unfinished file be removed if this JVM is asked to end while it is written. */
    public Destination removedAtExit() {
        removedAtExit = true;
        return this;
    }

    /** Returns a unique path for a temporary file. */
    Path temporary(String suffix) throws IOException {
        Path last = temporary.getFileName();
        if (last == null) {
            throw new FileNotFoundException(temporary + " is not the name of a file");
        }
        return temporary.resolveSibling(last + "." + ProcessHandle.current().pid() + "-" + System.nanoTime() + suffix);
    }

    /**
     * Writes the whole content, or leaves nothing under the file's name.
     *
     * @throws UnnamedFileException if all is written, but the file cannot get its name; then it keeps its temporary one
     */
    public void write(Content content) throws IOException {
        target.write(content);
    }

    private void replace(Content content) throws IOException {
        Path unfinished = temporary(".part");
        Thread atExit = new Thread(() -> delete(unfinished), "unfinished");
        boolean complete = false;
        try {
            if (removedAtExit) {
                Runtime.getRuntime().addShutdownHook(atExit);
            }
            try (FileChannel out =
                    FileChannel.open(unfinished, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                if (!permissions.isEmpty()) {
                    Files.setPosixFilePermissions(unfinished, permissions);
                }
                content.writeTo(out);
            }
            complete = true;
        } finally {
            if (!complete) {
                delete(unfinished);
            }
            forget(atExit);
        }
        publish(unfinished);
    }

    private void publish(Path finished) throws IOException {
        try {
            move(finished, temporary);
        } catch (IOException e) {
            throw Files.exists(finished) ? new UnnamedFileException(finished, temporary, e) : e;
        }
    }

    private static void forget(Thread atExit) {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException exiting) {
            // It has run, or runs now.
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
            // The file could not be created; the first failure has been reported.
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
