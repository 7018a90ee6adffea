package io.ringtail.daemon.snapshot;

import io.ringtail.daemon.files.FileEntry;
import io.ringtail.daemon.files.OwnFiles;
import io.ringtail.daemon.http.ServedSnapshots;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The directory of snapshots: files named {@code snapshot-TIME.dat}, whose names sort by age, within a space limit.
 * Other files in it are ignored.
 */
final class SnapshotDirectory {
    private static final String FINISHED = "snapshot-*.dat";
    private static final String UNFINISHED = "snapshot-*.part";
    private static final Set<PosixFilePermission> PERMISSIONS = PosixFilePermissions.fromString("rwxr-x---");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "yyyyMMdd'T'HHmmss.SSSSSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** The names that {@link #next} gives. */
    private static final Pattern NAME = Pattern.compile("snapshot-\\d{8}T\\d{6}\\.\\d{9}Z\\.dat");

    private static final long USUAL_SPACE = 256L << 20;

    private final Path path;
    private final long space;

    /**
     * A directory, which may not exist yet.
     *
     * @param space the maximum size of all snapshots together in bytes; 0 for 256 MiB, or what the next one may need if
     *     that is more
     */
    SnapshotDirectory(Path path, long space) {
        this.path = path;
        this.space = space;
    }

    /** Returns the path of the next snapshot. */
    Path next(Instant now) {
        return path.resolve("snapshot-" + TIME.format(now) + ".dat");
    }

    /**
     * Creates the directory, then removes unfinished files of an ended daemon, and the oldest snapshots until there is
     * room.
     *
     * @param bytes the maximum space that the next snapshot may take while it is created
     */
    void makeRoom(long bytes) throws IOException {
        long limit = space > 0 ? space : Math.max(USUAL_SPACE, bytes);
        if (bytes > limit) {
            throw new ServedSnapshots.NoRoomException(
                    "a snapshot may need " + bytes + " bytes while it is written, but all snapshots together may have "
                            + limit + ": give a larger --snapshot-space, or a smaller --buffer-size");
        }
        open();
        for (Path left : list(UNFINISHED)) {
            Files.deleteIfExists(left);
        }
        List<Path> snapshots = list(FINISHED);
        snapshots.removeIf(
                file -> !NAME.matcher(String.valueOf(file.getFileName())).matches());
        long used = 0;
        for (Path snapshot : snapshots) {
            used += size(snapshot);
        }
        for (Path oldest : snapshots) {
            if (used + bytes <= limit) {
                return;
            }
            used -= size(oldest);
            Files.deleteIfExists(oldest);
        }
    }

    /** Returns the finished snapshots, the oldest first. */
    List<ServedSnapshots.Stored> stored() throws IOException {
        if (FileEntry.of(path) == null) {
            return List.of();
        }
        requireOwn();
        List<ServedSnapshots.Stored> stored = new ArrayList<>();
        for (Path snapshot : list(FINISHED)) {
            String name = String.valueOf(snapshot.getFileName());
            if (NAME.matcher(name).matches()) {
                stored.add(new ServedSnapshots.Stored(name, size(snapshot)));
            }
        }
        return stored;
    }

    /** Returns a finished snapshot; null for a name that none can have, or one of a link. */
    ServedSnapshots.@Nullable Stored find(String name) throws IOException {
        if (!NAME.matcher(name).matches() || FileEntry.of(path) == null) {
            return null;
        }
        requireOwn();
        Path file = path.resolve(name);
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                ? new ServedSnapshots.Stored(name, size(file))
                : null;
    }

    /** Opens a finished snapshot. */
    FileChannel open(String name) throws IOException {
        if (find(name) == null) {
            throw new NoSuchFileException(name);
        }
        return FileChannel.open(path.resolve(name), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    }

    /** Creates the directory for those who may read the rings. */
    private void open() throws IOException {
        try {
            if (FileEntry.of(path) == null) {
                Files.createDirectories(path, PosixFilePermissions.asFileAttribute(PERMISSIONS));
                Files.setPosixFilePermissions(path, PERMISSIONS);
            }
            requireOwn();
        } catch (IOException e) {
            throw new IOException(
                    "cannot create the directory " + path + " (" + e + "): make room, or choose another --snapshot-dir",
                    e);
        }
    }

    private void requireOwn() throws IOException {
        FileEntry entry = FileEntry.of(path);
        if (entry == null || !entry.isDirectory()) {
            throw new IOException("it is not a directory");
        }
        if (entry.uid() != OwnFiles.user() && entry.uid() != 0) {
            throw new IOException("it belongs to user " + Integer.toUnsignedString(entry.uid()));
        }
    }

    private static long size(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException gone) {
            return 0;
        }
    }

    /** Returns the matching files, oldest first. */
    private List<Path> list(String glob) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(path, glob)) {
            for (Path file : stream) {
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    files.add(file);
                }
            }
        }
        files.sort(Comparator.comparing(Path::getFileName));
        return files;
    }
}
