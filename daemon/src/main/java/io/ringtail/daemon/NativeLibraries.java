package io.ringtail.daemon;

import io.netty.channel.epoll.Epoll;
import io.ringtail.daemon.buffer.FileCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chooses where libraries unpack their native parts: the first directory with free space that allows execution.
 *
 * <p>A temporary directory may be full or mounted noexec. Unpacked files are loaded at once and unlinked after that.
 */
public final class NativeLibraries {
    /** More than all native parts together need. */
    private static final int ROOM_BYTES = 1 << 20;

    /** The properties by which Netty and JNA choose the directory. */
    private static final List<String> PROPERTIES = List.of("io.netty.native.workdir", "jna.tmpdir");

    private NativeLibraries() {}

    /**
     * Chooses the directory; must be called before a library is loaded. Properties that are already set stay unchanged.
     *
     * @param last a directory to use if no other will do
     * @throws IOException if no directory will do
     */
    public static void unpackFor(Path last) throws IOException {
        List<Path> candidates = candidates();
        candidates.add(last.toAbsolutePath());
        for (Path candidate : candidates) {
            if (isUsable(candidate)) {
                PROPERTIES.stream()
                        .filter(property -> System.getProperty(property) == null)
                        .forEach(property -> System.setProperty(property, candidate.toString()));
                return;
            }
        }
        throw new IOException("none of the directories " + candidates + " has a megabyte of room and allows"
                + " execution, which native libraries need: make room in one, mount one without noexec, or give another"
                + " with RINGTAIL_JAVA_OPTS=-Djava.io.tmpdir=DIR");
    }

    /**
     * Loads the libraries that a daemon needs, before it has begun anything that would have to be undone.
     *
     * @throws IOException if one cannot be loaded
     */
    public static void load() throws IOException {
        loadFileCalls();
        try {
            Epoll.ensureAvailability();
        } catch (LinkageError e) {
            throw new IOException(unloadable(e), e);
        }
    }

    /**
     * Loads what accesses to buffers need, and no more.
     *
     * @throws IOException if it cannot be loaded
     */
    public static void loadFileCalls() throws IOException {
        try {
            FileCalls.load();
        } catch (VirtualMachineError e) {
            throw e;
        } catch (Error e) {
            // JNA throws a plain one if its native part has another version.
            throw new IOException(unloadable(e), e);
        }
    }

    /** The error text for a library that cannot be loaded. */
    public static String unloadable(Throwable problem) {
        return "a native library cannot be loaded (" + problem
                + "): give a directory that has room and allows execution"
                + " with RINGTAIL_JAVA_OPTS=-Djava.io.tmpdir=DIR";
    }

    private static List<Path> candidates() {
        List<Path> candidates = new ArrayList<>();
        add(candidates, System.getProperty("java.io.tmpdir"));
        add(candidates, System.getenv("XDG_RUNTIME_DIR"));
        add(candidates, System.getenv("CACHE_DIRECTORY"));
        add(candidates, "/var/tmp");
        return candidates;
    }

    private static void add(List<Path> candidates, @Nullable String text) {
        try {
            if (text != null && !text.isEmpty()) {
                candidates.add(Path.of(text));
            }
        } catch (InvalidPathException none) {
            // It names no directory that this JVM can reach.
        }
    }

    /** Tests a directory with a file: access(2) denies execution on a filesystem that is mounted noexec. */
    static boolean isUsable(Path directory) {
        Path trial = null;
        try {
            trial = Files.createTempFile(directory, "ringtail", ".so");
            Files.write(trial, new byte[ROOM_BYTES]);
            return trial.toFile().setExecutable(true) && Files.isExecutable(trial);
        } catch (IOException full) {
            return false;
        } finally {
            delete(trial);
        }
    }

    private static void delete(@Nullable Path trial) {
        try {
            if (trial != null) {
                Files.deleteIfExists(trial);
            }
        } catch (IOException ignored) {
            // Its filesystem has become read-only.
        }
    }
}
