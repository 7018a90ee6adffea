package io.ringtail.daemon;

import io.netty.util.NetUtil;
import io.ringtail.daemon.control.FileInPlace;
import io.ringtail.daemon.control.RunDirectory;
import io.ringtail.daemon.files.FileEntry;
import io.ringtail.daemon.files.OwnFiles;
import java.io.IOException;
import java.io.InputStream;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code address} of a run directory: the daemon's addresses, one {@code name=host:port} per line. It exists
 * while the daemon serves, and is never half written.
 */
public final class AddressFile implements AutoCloseable {
    private static final String HTTP = "http";
    private static final String HTTPS = "https";
    private static final String AGENT = "agent";
    private static final int MAX_LENGTH = 4096;

    private final FileInPlace file;

    private AddressFile(FileInPlace file) {
        this.file = file;
    }

    /**
     * Publishes the daemon's addresses.
     *
     * @param encrypted whether it speaks TLS: its address is encrypted then
     * @param agent null if it has no agent
     */
    static AddressFile write(
            RunDirectory directory, InetSocketAddress http, boolean encrypted, @Nullable InetSocketAddress agent)
            throws IOException {
        String lines = line(scheme(encrypted), http) + (agent == null ? "" : line(AGENT, agent));
        Path file = directory.address();
        Path unfinished = directory.unplacedAddress();
        try {
            Files.deleteIfExists(unfinished);
            try (FileChannel out = OwnFiles.make(unfinished, OwnFiles.PUBLIC)) {
                out.write(ByteBuffer.wrap(lines.getBytes(StandardCharsets.US_ASCII)));
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return new AddressFile(FileInPlace.of(file));
        } catch (IOException e) {
            Files.deleteIfExists(unfinished);
            throw new IOException(
                    "cannot write " + file + " (" + e.getMessage() + "): make room there, or give another"
                            + " directory with --dir",
                    e);
        }
    }

    private static String line(String name, InetSocketAddress listener) {
        return name + "=" + text(reachable(listener)) + "\n";
    }

    /**
     * Returns the URL of a directory's daemon, without a path; empty if the directory has no daemon.
     *
     * @throws IOException if the file cannot be read, or is not an address file
     */
    public static Optional<String> url(Path directory) throws IOException {
        Path file = RunDirectory.address(directory);
        try {
            FileEntry entry = FileEntry.of(file);
            if (entry == null) {
                return Optional.empty();
            }
            requireTrust(directory, file, entry);
            return read(file)
                    .lines()
                    .map(line -> line.split("=", 2))
                    .filter(parts -> parts.length == 2 && (parts[0].equals(HTTP) || parts[0].equals(HTTPS)))
                    .map(parts -> parts[0] + "://" + parts[1].strip())
                    .findFirst();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /**
     * Requires that only the directory's owner or root chose the address: a stranger could redirect a client and
     * receive its requests.
     */
    private static void requireTrust(Path directory, Path file, FileEntry entry) throws IOException {
        FileEntry parent = FileEntry.followed(directory);
        boolean trusted = parent != null
                && !parent.isOpen()
                && (entry.uid() == parent.uid() || entry.uid() == 0)
                && entry.isRegular()
                && !entry.isOpen();
        if (!trusted) {
            throw new IOException(
                    file + " cannot be trusted: it must be a regular file of the directory's owner, and neither may be"
                            + " writable by others; check both and restart the daemon, or give --url");
        }
    }

    private static String read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = in.readNBytes(MAX_LENGTH + 1);
            if (bytes.length > MAX_LENGTH) {
                throw new IOException(file + " is not an address file: restart the daemon");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    /** The address at which this host reaches a listener: the loopback one if it listens on all addresses. */
    private static InetSocketAddress reachable(InetSocketAddress listener) {
        if (!listener.getAddress().isAnyLocalAddress()) {
            return listener;
        }
        boolean ipv4 = listener.getAddress() instanceof Inet4Address;
        return new InetSocketAddress(ipv4 ? NetUtil.LOCALHOST4 : NetUtil.LOCALHOST6, listener.getPort());
    }

    /** Formats the URL of a listener, without a path. */
    static String url(InetSocketAddress address, boolean encrypted) {
        return scheme(encrypted) + "://" + text(address);
    }

    private static String scheme(boolean encrypted) {
        return encrypted ? HTTPS : HTTP;
    }

    /**
     * Formats a socket address as {@code host:port} without resolving the host's name; {@code [host%zone]:port} in
     * IPv6.
     */
    static String text(InetSocketAddress address) {
        String host = NetUtil.toAddressString(address.getAddress());
        String full = address.getAddress().getHostAddress();
        int zone = full.indexOf('%');
        String zoned = zone < 0 ? host : host + full.substring(zone);
        return (zoned.contains(":") ? "[" + zoned + "]" : zoned) + ":" + address.getPort();
    }

    /** Removes the file, since the daemon no longer serves, unless another file has taken its place. */
    @Override
    public void close() throws IOException {
        file.delete();
    }
}
