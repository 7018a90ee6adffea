package io.ringtail.cli.doctor;

import io.ringtail.proto.layout.RunFiles;
import java.util.List;

/**
 * What a process has mapped, from {@code /proc/PID/maps}. Source: proc_pid_maps(5).
 *
 * @param files the mappings that have a name
 */
record Mappings(List<Mapped> files) {
    /** A line reads "ADDRESSES PERMISSIONS OFFSET DEVICE INODE PATH". */
    private static final int FIELDS = 6;

    private static final int INODE = 4;
    private static final int PATH = 5;
    private static final String DELETED = " (deleted)";
    /** What the daemon calls a buffer in memory without a file. */
    private static final String SEALED = "/memfd:ringtail-buffer";

    /** A mapping of a file. */
    record Mapped(long inode, String path) {
        boolean isSealedBuffer() {
            return path.startsWith(SEALED);
        }

        boolean isBufferFile() {
            return path.startsWith("/") && file().endsWith("/" + RunFiles.BUFFER);
        }

        boolean isDeleted() {
            return path.endsWith(DELETED);
        }

        String file() {
            return isDeleted() ? path.substring(0, path.length() - DELETED.length()) : path;
        }
    }

    static Mappings parse(List<String> lines) {
        return new Mappings(lines.stream()
                .map(line -> line.split(" +", FIELDS))
                .filter(fields -> fields.length == FIELDS && fields[INODE].matches("\\d{1,18}"))
                .map(fields -> new Mapped(Long.parseLong(fields[INODE]), fields[PATH]))
                .distinct()
                .toList());
    }

    /** Returns the buffers among them: sealed ones, and files with a buffer's name. */
    List<Mapped> buffers() {
        return files.stream()
                .filter(file -> file.isSealedBuffer() || file.isBufferFile())
                .toList();
    }

    /** Returns whether anything is known; every process that can be looked at has mappings. */
    boolean isReadable() {
        return !files.isEmpty();
    }

    /** Returns whether a JVM runs in the process. */
    boolean hasJvm() {
        return files.stream().anyMatch(file -> file.path().contains("/libjvm.so"));
    }
}
