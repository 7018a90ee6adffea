package io.ringtail.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Many receivers of one path in one thread, some of which never read more than the status of their answer. Says {@code
 * ready} once all are served, and ends with an error if one is refused, as beyond a limit; then, for each byte on standard input, it prints what the reading ones have received since the one before, as a line
 * of JSON. It runs until it is killed, or the daemon ends.
 *
 * <p>{@code TailFleet HOST PORT PATH READING NEVER}
 */
public final class TailFleet {
    private static final int ONE_READ = 1 << 18;
    private static final int SMALL_WINDOW = 1 << 12;
    private static final String SERVED = "HTTP/1.1 200";

    private final ByteBuffer scratch = ByteBuffer.allocateDirect(ONE_READ);
    private final List<SocketChannel> unread = new ArrayList<>();
    private final Selector selector = Selector.open();

    private TailFleet() throws IOException {}

    /** The bytes that one receiver has received since the last report. */
    private static final class Count {
        private long bytes;
    }

    /** Opens the receivers, and reads. */
    public static void main(String[] args) throws IOException {
        TailFleet fleet = new TailFleet();
        InetSocketAddress daemon = new InetSocketAddress(args[0], Integer.parseInt(args[1]));
        for (int i = 0; i < Integer.parseInt(args[4]); i++) {
            fleet.unread.add(open(daemon, args[2], SMALL_WINDOW));
        }
        for (int i = 0; i < Integer.parseInt(args[3]); i++) {
            SocketChannel channel = open(daemon, args[2], 0);
            channel.configureBlocking(false);
            channel.register(fleet.selector, SelectionKey.OP_READ, new Count());
        }
        System.out.println("ready");
        fleet.report();
    }

    private static SocketChannel open(InetSocketAddress daemon, String path, int window) throws IOException {
        SocketChannel channel = SocketChannel.open();
        if (window > 0) {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, window);
        }
        channel.connect(daemon);
        channel.write(ByteBuffer.wrap(
                ("GET " + path + " HTTP/1.1\r\nHost: " + daemon.getHostString() + ":" + daemon.getPort() + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII)));
        requireServed(channel);
        return channel;
    }

    private static void requireServed(SocketChannel channel) throws IOException {
        ByteBuffer start = ByteBuffer.allocate(SERVED.length());
        while (start.hasRemaining() && channel.read(start) >= 0) {
            // The answer's first bytes may come in parts.
        }
        String status = StandardCharsets.US_ASCII.decode(start.flip()).toString();
        if (!status.equals(SERVED)) {
            throw new IOException("a receiver is refused: " + status);
        }
    }

    private void report() throws IOException {
        while (true) {
            while (System.in.available() == 0) {
                read();
            }
            System.in.readNBytes(1);
            long[] bytes = selector.keys().stream()
                    .mapToLong(key -> count(key).bytes)
                    .sorted()
                    .toArray();
            selector.keys().forEach(key -> count(key).bytes = 0);
            System.out.printf(
                    Locale.ROOT,
                    "{\"least\":%d,\"median\":%d,\"receivers\":%d}%n",
                    bytes[0],
                    bytes[bytes.length / 2],
                    bytes.length);
        }
    }

    private void read() throws IOException {
        selector.select(100);
        for (SelectionKey key : selector.selectedKeys()) {
            int length = ((SocketChannel) key.channel()).read(scratch.clear());
            if (length < 0) {
                throw new IOException("a receiver's stream has ended");
            }
            count(key).bytes += length;
        }
        selector.selectedKeys().clear();
    }

    private static Count count(SelectionKey key) {
        return (Count) key.attachment();
    }
}
