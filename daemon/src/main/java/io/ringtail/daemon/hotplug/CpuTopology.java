package io.ringtail.daemon.hotplug;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The machine's CPUs, as the kernel lists them in {@code devices/system/cpu} below a sysfs root.
 *
 * <p>Where a list cannot be read, the processors that this JVM may use stand in for it, with one warning. For one
 * thread.
 */
public final class CpuTopology {
    private static final Logger LOG = LoggerFactory.getLogger(CpuTopology.class);
    private static final int MAX_TEXT_LENGTH = 1 << 16;

    private final Path directory;
    private boolean warned;

    /**
     * A view of one machine.
     *
     * @param sysfs where sysfs is mounted, usually {@code /sys}
     */
    public CpuTopology(Path sysfs) {
        this.directory = sysfs.resolve("devices/system/cpu");
    }

    /** CPUs that can ever come up; never empty. */
    public BitSet possible() {
        return read("possible");
    }

    /** CPUs that are plugged in; never empty. */
    public BitSet present() {
        return read("present");
    }

    /** CPUs that run now; never empty. Read anew on each call. */
    public BitSet online() {
        return read("online");
    }

    private BitSet read(String list) {
        Path file = directory.resolve(list);
        try {
            if (Files.size(file) > MAX_TEXT_LENGTH) {
                return standIn(file, "it is longer than " + MAX_TEXT_LENGTH + " bytes");
            }
            BitSet cpus = CpuList.parse(Files.readString(file));
            return cpus.isEmpty() ? standIn(file, "it lists no CPU") : cpus;
        } catch (IOException | IllegalArgumentException e) {
            return standIn(file, e.toString());
        }
    }

    private BitSet standIn(Path file, String why) {
        BitSet cpus = new BitSet();
        cpus.set(0, Runtime.getRuntime().availableProcessors());
        if (!warned) {
            warned = true;
            LOG.warn("cannot take the CPUs from {}: {}; going on with CPUs {}", file, why, CpuList.format(cpus));
        }
        return cpus;
    }
}
