package io.ringtail.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A sysfs root of a test's own, which holds nothing but the lists of CPUs that a daemon reads. */
final class FakeSysfs {
    private final Path root;
    private final Path directory;

    /** A machine with these CPUs, of which some are online. */
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
