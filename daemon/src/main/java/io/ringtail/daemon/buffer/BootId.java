package io.ringtail.daemon.buffer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** Which boot of the machine this is: CLOCK_MONOTONIC of another one means nothing. */
public final class BootId {
    private static final Path SOURCE = Path.of("/proc/sys/kernel/random/boot_id");
    private static final UUID UNKNOWN = new UUID(0, 0);

    private BootId() {}

    /** The kernel's boot id; all zeroes where it tells none. */
    public static UUID current() {
        try {
            return UUID.fromString(Files.readString(SOURCE).strip());
        } catch (IOException | IllegalArgumentException e) {
            return UNKNOWN;
        }
    }
}
