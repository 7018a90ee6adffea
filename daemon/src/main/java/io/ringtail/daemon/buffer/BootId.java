package io.ringtail.daemon.buffer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** The identity of the machine's current boot: times of CLOCK_MONOTONIC from other boots mean nothing. */
public final class BootId {
    private static final Path SOURCE = Path.of("/proc/sys/kernel/random/boot_id");
    private static final UUID UNKNOWN = new UUID(0, 0);

    private BootId() {}

    /** Returns the kernel's boot id; all zeroes if it is unavailable. */
    public static UUID current() {
        try {
            return UUID.fromString(Files.readString(SOURCE).strip());
        } catch (IOException | IllegalArgumentException e) {
            return UNKNOWN;
        }
    }
}
