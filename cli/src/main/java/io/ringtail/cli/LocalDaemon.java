package io.ringtail.cli;

import io.ringtail.daemon.AddressFile;
import io.ringtail.daemon.StreamSocket;
import io.ringtail.reader.remote.RemoteDaemon;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Finds the daemon of a run directory: at its UNIX socket, where its user counts, or else at its address. */
final class LocalDaemon {
    private LocalDaemon() {}

    /**
     * Returns the daemon; empty if the directory has none. No request has been sent to it yet.
     *
     * @throws IOException if its address cannot be read, or not be trusted
     */
    static Optional<RemoteDaemon> in(Path directory) throws IOException {
        Optional<Path> socket = StreamSocket.find(directory);
        if (socket.isPresent()) {
            return socket.map(RemoteDaemon::local);
        }
        Optional<String> url = AddressFile.url(directory);
        return url.isPresent() ? Optional.of(RemoteDaemon.at(url.get())) : Optional.empty();
    }
}
