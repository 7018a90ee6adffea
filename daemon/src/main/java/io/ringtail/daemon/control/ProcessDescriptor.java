package io.ringtail.daemon.control;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.FileDescriptor;
import io.ringtail.client.libc.LibC;
import io.ringtail.client.libc.SystemCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A pidfd: the kernel's reference to one process, which a later process with the same pid cannot inherit.
 *
 * <p>Source: pidfd_open(2), and {@code pidfd_show_fdinfo} in Linux's {@code fs/pidfs.c}: the line "Pid:" of its
 * {@code /proc/self/fdinfo} shows -1 once the process has ended and its parent has waited for it (Linux 5.5; earlier
 * kernels keep showing the pid, which proves nothing).
 */
final class ProcessDescriptor implements AutoCloseable {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fdinfo");
    private static final String ENDED = "Pid:\t-1";

    private final FileDescriptor descriptor;

    /** Adopts a pidfd. */
    ProcessDescriptor(int pidfd) {
        this.descriptor = new FileDescriptor(pidfd);
    }

    /** Opens a running process's pidfd; returns null if the kernel does not support it, or there is no such process. */
    static @Nullable ProcessDescriptor open(@Nullable LibC libC, int pid) {
        // Netty closes it, using a native library that may not be loaded yet.
        if (libC == null || pid <= 0 || !Epoll.isAvailable()) {
            return null;
        }
        long pidfd = libC.syscall(SystemCalls.PIDFD_OPEN, pid, 0, 0);
        return pidfd < 0 ? null : new ProcessDescriptor((int) pidfd);
    }

    /** Returns whether its process has certainly ended: a zombie may not have. */
    boolean hasEnded() {
        Path info = DESCRIPTORS.resolve(Integer.toString(descriptor.intValue()));
        try {
            return Files.readAllLines(info).contains(ENDED);
        } catch (IOException unknown) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            descriptor.close();
        } catch (IOException ignored) {
            // Nothing was written to it.
        }
    }
}
