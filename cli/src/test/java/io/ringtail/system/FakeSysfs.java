package io.ringtail.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A test's own sysfs root, which holds only the CPU lists that a daemon reads. */
final class FakeSysfs {
    private final Path root;
    private final Path directory;

    /** Simulates a machine with the given possible and online CPUs. */
    FakeSysfs(Path root, String possible, String online) throws IOException {
        this.root = root;
        this.directory = Files.createDirectories(root.resolve("devices/system/cpu"));
        write("possible", possible);
        write("present", possible);
        online(online);
    }

    String root() {
        return root.toString();
    }

    /** Changes the list of online CPUs in one step, as the kernel does. */
    void online(String cpus) throws IOException {
        write("online", cpus);
    }

    private void write(String name, String cpus) throws IOException {
        Path written = Files.writeString(directory.resolve(name + ".new"), cpus + "\n");
        Files.move(written, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }
}
