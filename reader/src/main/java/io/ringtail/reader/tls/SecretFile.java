package io.ringtail.reader.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** A file with a private key or a token, which none but its owner may access; and the bounded reading of small files. */
public final class SecretFile {
    private static final Set<PosixFilePermission> OWNERS = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private SecretFile() {}

    /**
     * Reads a secret file.
     *
     * @param most the maximum length in bytes
     * @throws IOException if it cannot be read, is longer, or has permissions for others than its owner; the message is
     *     one line with the remedy
     */
    public static byte[] read(Path file, int most) throws IOException {
        requireRegular(file);
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            if (!OWNERS.containsAll(permissions)) {
                throw new IOException(file + " is a secret, but not its owner's alone ("
                        + PosixFilePermissions.toString(permissions) + "): chmod 600 " + file);
            }
        }
        return readAtMost(file, most);
    }

    /**
     * Reads a file that is no secret.
     *
     * @param most the maximum length in bytes
     * @throws IOException if it cannot be read, or is longer; the message is one line with the remedy
     */
    public static byte[] readPublic(Path file, int most) throws IOException {
        requireRegular(file);
        return readAtMost(file, most);
    }

    private static void requireRegular(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + " is not a regular file: give one");
        }
    }

    private static byte[] readAtMost(Path file, int most) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                throw new IOException(file + " has more than " + most + " bytes: give the right file");
            }
            return bytes;
        }
    }
}
