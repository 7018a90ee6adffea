package io.ringtail.daemon.hotplug;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The machine's CPUs, as the kernel lists them in {@code devices/system/cpu} below a sysfs root.
 *
 * <p>If a list cannot be read, or is invalid, its previous contents replace it, otherwise the processors available to
 * this JVM, with one warning. For one thread.
 */
public final class CpuTopology {
    private static final Logger LOG = LoggerFactory.getLogger(CpuTopology.class);
    private static final int MAX_TEXT_LENGTH = 1 << 16;
    private static final int MAX_EXCERPT = 200;

    private final Path directory;
    private final Map<String, BitSet> known = new HashMap<>();
    private boolean warned;

    /**
     * Creates a view of one machine.
     *
     * @param sysfs the mount point of sysfs, usually {@code /sys}
     */
    public CpuTopology(Path sysfs) {
        this.directory = sysfs.resolve("devices/system/cpu");
    }

    /** Returns the CPUs that can ever come up; never empty. */
    public BitSet possible() {
        return read("possible");
    }

    /** Returns the CPUs that are plugged in; never empty. */
    public BitSet present() {
        return read("present");
    }

    /** Returns the CPUs that are running; never empty. Reads the list again on each call. */
    public BitSet online() {
        return read("online");
    }

    private BitSet read(String list) {
        Path file = directory.resolve(list);
        try {
            if (!Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) {
                // Opening a pipe would wait for its writer.
                return standIn(list, file, "not a regular file");
            }
            byte[] text = start(file);
            if (text.length > MAX_TEXT_LENGTH) {
                return standIn(list, file, "more than " + MAX_TEXT_LENGTH + " bytes");
            }
            BitSet cpus = CpuList.parse(new String(text, StandardCharsets.ISO_8859_1));
            if (cpus.isEmpty()) {
                return standIn(list, file, "no CPU listed");
            }
            known.put(list, cpus);
            return (BitSet) cpus.clone();
        } catch (IOException | IllegalArgumentException e) {
            return standIn(list, file, e.toString());
        }
    }

    private static byte[] start(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(MAX_TEXT_LENGTH + 1);
        }
    }

    private BitSet standIn(String list, Path file, String why) {
        BitSet cpus = new BitSet();
        cpus.set(0, Runtime.getRuntime().availableProcessors());
        cpus = (BitSet) known.getOrDefault(list, cpus).clone();
        if (!warned) {
            warned = true;
            String excerpt = why.length() > MAX_EXCERPT ? why.substring(0, MAX_EXCERPT) + "..." : why;
            LOG.warn("cannot read the CPUs from {}: {}; using CPUs {}", file, excerpt, CpuList.format(cpus));
        }
        return cpus;
    }
}
