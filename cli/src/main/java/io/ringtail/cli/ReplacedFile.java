package io.ringtail.cli;

import io.ringtail.daemon.files.FileEntry;
import io.ringtail.daemon.files.OwnFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An existing file or directory that a new one is to replace by rename(2). The kernel's reasons to refuse that are
 * found before the work whose result it would be.
 */
final class ReplacedFile {
    private static final int ROOT = 0;
    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
    private static final int MOUNT_POINT = 4;
    private static final int OCTAL = 8;
    private static final int OCTAL_DIGITS = 3;

    private ReplacedFile() {}

    /**
     * Returns the reason for which a file cannot be replaced, as a sentence without its end; null if it can, or is not
     * there.
     *
     * @param file without links in its path
     */
    static @Nullable String obstacle(Path file) throws IOException {
        FileEntry entry = FileEntry.of(file);
        Path directory = file.getParent();
        FileEntry in = directory == null ? null : FileEntry.of(directory);
        if (entry == null || in == null) {
            return null;
        }
        if (!mayReplace(entry, in, OwnFiles.user())) {
            return file + " belongs to user " + Integer.toUnsignedString(entry.uid())
                    + ", and only that user can replace it in " + directory + ", whose sticky bit is set";
        }
        return isMountPoint(file) ? file + " is a mount point, which cannot be replaced" : null;
    }

    /** Whether a user may remove an entry of a directory that this user can write. */
    static boolean mayReplace(FileEntry entry, FileEntry directory, int user) {
        return !directory.isSticky() || user == ROOT || user == entry.uid() || user == directory.uid();
    }

    private static boolean isMountPoint(Path file) throws IOException {
        String name = file.toString();
        try (Stream<String> mounts = Files.lines(MOUNTS, StandardCharsets.ISO_8859_1)) {
            return mounts.anyMatch(mount -> name.equals(unescaped(mount.split(" ", -1)[MOUNT_POINT])));
        }
    }

    /** Undoes the kernel's escapes of spaces, tabs, newlines and backslashes: a backslash and three octal digits. */
    private static String unescaped(String field) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c == '\\' && i + OCTAL_DIGITS < field.length()) {
                bytes.write(Integer.parseInt(field.substring(i + 1, i + 1 + OCTAL_DIGITS), OCTAL));
                i += OCTAL_DIGITS;
            } else {
                bytes.write(c);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
