package io.ringtail.daemon.systemd;

import io.ringtail.client.libc.DescriptorSocket;
import io.ringtail.client.libc.LibC;
import io.ringtail.client.libc.SealedMemory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service manager's store of descriptors, see sd_notify(3) and sd_listen_fds(3): the service's next process
 * receives at its start what was stored under the name {@value #NAME}, however this process ends.
 */
public final class DescriptorStore {
    /** The name of the buffer's descriptor. */
    static final String NAME = "ringtail-buffer";

    private static final Logger LOG = LoggerFactory.getLogger(DescriptorStore.class);
    private static final int FIRST_DESCRIPTOR = 3;
    private static final int MOST_DESCRIPTORS = 1024;

    private final Map<String, String> environment;
    private final @Nullable LibC libC;

    /**
     * Creates the store named by a process's environment.
     *
     * @param environment {@link System#getenv()}; {@code NOTIFY_SOCKET}, {@code FDSTORE}, {@code LISTEN_PID},
     *     {@code LISTEN_FDS} and {@code LISTEN_FDNAMES} are read
     * @param libC null if descriptors cannot be sent, and there is no store
     */
    public DescriptorStore(Map<String, String> environment, @Nullable LibC libC) {
        this.environment = environment;
        this.libC = libC;
    }

    /** Returns whether the service manager offers to keep descriptors of this service. */
    public boolean isOffered() {
        return libC != null && !socket().isEmpty() && number("FDSTORE") > 0;
    }

    /**
     * Returns the memory that an earlier process of this service stored, null if there is none; the caller closes it.
     */
    public @Nullable SealedMemory given() {
        int descriptor = descriptor();
        if (libC == null || descriptor < 0) {
            return null;
        }
        try {
            return SealedMemory.of(libC, descriptor);
        } catch (IOException e) {
            LOG.warn("the descriptor {} kept by the service manager is not sealed memory: {}", NAME, e.getMessage());
            return null;
        }
    }

    private int descriptor() {
        int index = List.of(environment.getOrDefault("LISTEN_FDNAMES", "").split(":", -1))
                .indexOf(NAME);
        boolean mine = number("LISTEN_PID") == ProcessHandle.current().pid();
        return mine && index >= 0 && index < number("LISTEN_FDS") ? FIRST_DESCRIPTOR + index : -1;
    }

    /** Stores memory for the next process; returns false and logs a line if it is not accepted. */
    public boolean keep(SealedMemory memory) {
        String address = socket();
        if (libC == null || address.isEmpty()) {
            return false;
        }
        try (DescriptorSocket manager = DescriptorSocket.connect(libC, DescriptorSocket.DATAGRAM, address)) {
            manager.send(message("FDSTORE=1\nFDPOLL=0\nFDNAME=" + NAME), memory.descriptor());
            return true;
        } catch (IOException e) {
            LOG.warn("cannot store the buffer in the service manager for the next daemon: {}", e.getMessage());
            return false;
        }
    }

    /** Makes the service manager drop what an earlier process stored. */
    public void forget() {
        String address = socket();
        if (libC == null || address.isEmpty()) {
            return;
        }
        try (DescriptorSocket manager = DescriptorSocket.connect(libC, DescriptorSocket.DATAGRAM, address)) {
            manager.send(message("FDSTOREREMOVE=1\nFDNAME=" + NAME));
        } catch (IOException e) {
            LOG.warn("cannot remove an unused buffer from the service manager: {}", e.getMessage());
        }
    }

    private String socket() {
        return environment.getOrDefault("NOTIFY_SOCKET", "");
    }

    private static byte[] message(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private long number(String variable) {
        try {
            long number = Long.parseLong(environment.getOrDefault(variable, "0"));
            return variable.equals("LISTEN_FDS") ? Math.min(number, MOST_DESCRIPTORS) : number;
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
