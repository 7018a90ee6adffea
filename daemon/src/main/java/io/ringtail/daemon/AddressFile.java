package io.ringtail.daemon;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * The file {@code address} of a run directory: where its daemon serves, a {@code name=host:port} a line. It is there while
 * the daemon serves, and never half written.
 */
public final class AddressFile implements AutoCloseable {
    private static final String NAME = "address";
    private static final String HTTP = "http=";
    private static final int MAX_LENGTH = 4096;

    private final Path file;

    private AddressFile(Path file) {
        this.file = file;
    }

    /** Tells where the daemon serves HTTP. */
    static AddressFile write(Path directory, InetSocketAddress http) throws IOException {
        Path file = directory.resolve(NAME);
        Path unfinished = directory.resolve(NAME + ".new");
        try {
            Files.writeString(unfinished, HTTP + text(http) + "\n");
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            Files.deleteIfExists(unfinished);
            throw new IOException(
                    "cannot write " + file + " (" + e.getMessage() + "): make room there, or give another"
                            + " directory with --dir",
                    e);
        }
        return new AddressFile(file);
    }

    /**
     * Where a directory's daemon serves HTTP, as {@code host:port}; empty if the directory has no daemon.
     *
     * @throws IOException if the file cannot be read, or is none
     */
    public static Optional<String> http(Path directory) throws IOException {
        Path file = directory.resolve(NAME);
        try {
            if (Files.size(file) > MAX_LENGTH) {
                throw new IOException(file + " is no address file: start the daemon again");
            }
            return Files.readString(file)
                    .lines()
                    .filter(line -> line.startsWith(HTTP))
                    .map(line -> line.substring(HTTP.length()).strip())
                    .findFirst();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** A socket address as {@code host:port}, without asking for the host's name. */
    static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    /** Removes the file: nobody serves any more. */
    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }
}
