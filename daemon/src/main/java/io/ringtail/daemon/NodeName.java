package io.ringtail.daemon;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The kernel's node name of this machine, as {@code uname -n} prints it: no resolver is asked. */
public final class NodeName {
    private static final Path FILE = Path.of("/proc/sys/kernel/hostname");

    private NodeName() {}

    /**
     * Returns the name.
     *
     * @throws IOException with a line that says what to do
     */
    public static String own() throws IOException {
        try {
            return Files.readString(FILE, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new IOException("this host's name is unknown (" + e.getMessage() + "): give --host NAME", e);
        }
    }
}
