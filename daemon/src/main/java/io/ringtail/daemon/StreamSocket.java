package io.ringtail.daemon;

import io.ringtail.daemon.control.RunDirectory;
import io.ringtail.daemon.files.FileEntry;
import io.ringtail.reader.remote.LocalSocket;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The socket for local HTTP of a run directory, as a client finds it. */
public final class StreamSocket {
    private StreamSocket() {}

    /**
     * Returns the path of a directory's socket if this process may connect to it. Otherwise, the address file may still
     * have an address: that of an older daemon, or of one that grants something over TCP to those whom the socket's
     * mode keeps out.
     */
    public static Optional<Path> find(Path directory) throws IOException {
        Path socket = RunDirectory.streamSocket(directory.toAbsolutePath());
        FileEntry entry = FileEntry.of(socket);
        return entry != null && isTrusted(directory, entry) && new LocalSocket(socket).isListening()
                ? Optional.of(socket)
                : Optional.empty();
    }

    /** Only the directory's owner or root may have made the socket: a stranger could receive a client's requests. */
    private static boolean isTrusted(Path directory, FileEntry entry) throws IOException {
        FileEntry parent = FileEntry.followed(directory);
        return parent != null && !parent.isOpen() && (entry.uid() == parent.uid() || entry.uid() == 0);
    }
}
