package io.ringtail.daemon;

import io.ringtail.client.libc.LibC;
import io.ringtail.client.libc.SealedMemory;
import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.daemon.buffer.BufferFileException;
import io.ringtail.daemon.control.BufferHandOver;
import io.ringtail.daemon.systemd.DescriptorStore;
import io.ringtail.proto.layout.Geometry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A daemon's buffer and the memory that holds it: a file of the run directory, or sealed memory. */
final class BufferHome implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BufferHome.class);

    private static final String NAME = "ringtail-buffer";
    private static final long ROOM_TO_RESIZE = 1L << 40;

    private final BufferFile file;
    private final @Nullable SealedMemory memory;

    private BufferHome(BufferFile file, @Nullable SealedMemory memory) {
        this.file = file;
        this.memory = memory;
    }

    /**
     * Adopts the existing buffer, or creates one.
     *
     * @param path of the run directory's file
     * @param geometry of a new buffer
     */
    static BufferHome open(
            BufferMemory wanted, Path path, Geometry geometry, @Nullable LibC libC, DescriptorStore store)
            throws BufferFileException {
        BufferHome home = find(wanted, path, geometry, libC, store);
        Geometry found = home.file.geometry();
        if (!found.mode().equals(geometry.mode())
                || found.ring().subbufSize() != geometry.ring().subbufSize()
                || found.ring().subbufCount() != geometry.ring().subbufCount()) {
            LOG.warn(
                    "the buffer keeps the {} in {} mode with which it began, whatever the settings are; for a new one, {};"
                            + " ringtail resize changes the size of the rings that there are",
                    found.ring(),
                    found.mode(),
                    home.renewal());
        }
        return home;
    }

    private static BufferHome find(
            BufferMemory wanted, Path path, Geometry geometry, @Nullable LibC libC, DescriptorStore store)
            throws BufferFileException {
        SealedMemory given = store.given();
        if (given != null) {
            BufferHome adopted = wanted == BufferMemory.FILE ? null : adopted(given, geometry);
            if (adopted != null) {
                return adopted;
            }
            given.close();
            store.forget();
        }
        boolean sealed = wanted == BufferMemory.SEALED
                || (wanted == BufferMemory.AUTO && store.isOffered() && !Files.exists(path));
        return sealed ? sealed(path, geometry, libC, store) : new BufferHome(BufferFile.open(path, geometry), null);
    }

    private static @Nullable BufferHome adopted(SealedMemory memory, Geometry geometry) {
        try {
            return new BufferHome(BufferFile.adoptFrom(path(memory), geometry), memory);
        } catch (BufferFileException e) {
            LOG.warn("replacing the buffer kept by the service manager with a new one: {}", e.getMessage());
            return null;
        }
    }

    private static BufferHome sealed(Path path, Geometry geometry, @Nullable LibC libC, DescriptorStore store)
            throws BufferFileException {
        if (libC == null) {
            throw new BufferFileException(
                    "this JVM cannot create sealed memory, since it cannot load JNA's native part: give"
                            + " --buffer-memory file");
        }
        if (Files.exists(path)) {
            LOG.warn("{} is not used because the buffer is in sealed memory: recover its events, then remove it", path);
        }
        try {
            return filled(memory(libC, geometry.fileLength()), geometry, store);
        } catch (IOException e) {
            throw new BufferFileException(e.getMessage() + ": give --buffer-memory file", e);
        }
    }

    /** Sealed memory cannot grow, so it begins with room for the regions of later rings, which takes no storage. */
    private static SealedMemory memory(LibC libC, long length) throws IOException {
        try {
            return SealedMemory.create(libC, NAME, length + ROOM_TO_RESIZE);
        } catch (IOException limited) {
            LOG.debug("sealed memory without room to resize: {}", limited.getMessage());
            return SealedMemory.create(libC, NAME, length);
        }
    }

    private static BufferHome filled(SealedMemory memory, Geometry geometry, DescriptorStore store)
            throws BufferFileException {
        try {
            BufferHome home = new BufferHome(BufferFile.createIn(path(memory), geometry), memory);
            if (!store.keep(memory)) {
                LOG.info("the buffer is in sealed memory that no service manager keeps: it is lost when this daemon and"
                        + " its clients have ended");
            }
            return home;
        } catch (BufferFileException e) {
            memory.close();
            throw e;
        }
    }

    /** A path through which this user's other processes can open the memory, too. */
    private static Path path(SealedMemory memory) {
        return Path.of("/proc/" + ProcessHandle.current().pid() + "/fd/" + memory.descriptor());
    }

    BufferFile file() {
        return file;
    }

    /** How to get a new buffer, in words. */
    String renewal() {
        return memory == null
                ? "stop the daemon, remove " + file.path() + " and start it"
                : "stop the daemon and start it: a restart by the service manager keeps the buffer";
    }

    /** The length that the run directory's file must keep, which grows with its rings; 0 if it is not such a file. */
    long length() {
        return memory == null ? file.length() : 0;
    }

    /** The descriptor handed to clients; {@link BufferHandOver#NONE} if they open the file by its path. */
    int descriptor() {
        return memory == null ? BufferHandOver.NONE : memory.descriptor();
    }

    /** Unmaps the buffer, and leaves it to clients and to the next daemon. */
    @Override
    public void close() {
        file.close();
        if (memory != null) {
            memory.close();
        }
    }
}
