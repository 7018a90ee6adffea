package io.ringtail.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A simulated sysfs root, for {@code --sysfs}: this machine's CPUs are online, others come online on request. */
final class FakeCpus {
    private final Path directory;
    private final int real;

    /** Creates a root with the given number of possible CPUs, of which those that this JVM may use are online. */
    FakeCpus(Path root, int possible) throws IOException {
        directory = Files.createDirectories(root.resolve("devices/system/cpu"));
        real = Runtime.getRuntime().availableProcessors();
        list("possible", "0-" + (possible - 1));
        list("present", "0-" + (possible - 1));
        onlineUpTo(real);
    }

    /** The number of CPUs that are online from the beginning. */
    int real() {
        return real;
    }

    /** Lists the CPUs below {@code end} as online. */
    void onlineUpTo(int end) throws IOException {
        list("online", "0-" + (end - 1));
    }

    private void list(String name, String cpus) throws IOException {
        Path file = directory.resolve(name);
        Path fresh = Files.writeString(directory.resolve(name + ".new"), cpus + '\n');
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
