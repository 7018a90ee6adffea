package io.ringtail.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A port that forwards connections to a server, and stands for the network before it: shut, it refuses connections and
 * has cut those that existed; throttled, it forwards to the server at a limited rate.
 */
public final class Gate implements AutoCloseable {
    private static final int PIECE = 16 << 10;
    private static final int BACKLOG = 50;

    private final int target;
    private final int port = FreePorts.next();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile long bytesPerSecond = Long.MAX_VALUE;
    private @Nullable ServerSocket listener;

    private Gate(int target) {
        this.target = target;
    }

    /**
     * Opens a gate.
     *
     * @param target the port of 127.0.0.1 to which it forwards
     */
    static Gate before(int target) throws IOException {
        Gate gate = new Gate(target);
        gate.open();
        return gate;
    }

    int target() {
        return target;
    }

    /** The address for clients, HOST:PORT. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    /** Accepts connections from now on. */
    public synchronized void open() throws IOException {
        if (listener == null) {
            ServerSocket opened = new ServerSocket();
            opened.setReuseAddress(true);
            opened.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
            listener = opened;
            start("gate", () -> accept(opened));
        }
    }

    /** Refuses connections from now on, and cuts those that exist. */
    public synchronized void shut() {
        ServerSocket open = listener;
        listener = null;
        if (open != null) {
            close(open);
        }
        sockets.forEach(Gate::close);
    }

    /** Limits what each connection sends to the server, in bytes a second; {@link Long#MAX_VALUE} is no limit. */
    public void throttle(long limit) {
        bytesPerSecond = limit;
    }

    private void accept(ServerSocket from) {
        try {
            while (true) {
                Socket client = from.accept();
                sockets.add(client);
                if (from.isClosed()) {
                    close(client);
                }
                start("gate-connection", () -> forward(client));
            }
        } catch (IOException closed) {
            // The gate is shut.
        }
    }

    private void forward(Socket client) {
        Socket server = new Socket();
        sockets.add(server);
        try (client;
                server) {
            server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
            Thread back = start("gate-answers", () -> copy(server, client, false));
            copy(client, server, true);
            back.join();
        } catch (IOException refused) {
            // The client is cut off, as it would be by the server.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            sockets.remove(client);
            sockets.remove(server);
        }
    }

    /** Copies until either end is closed, and then closes both. */
    private void copy(Socket from, Socket to, boolean slowly) {
        byte[] piece = new byte[PIECE];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                out.write(piece, 0, n);
                if (slowly && bytesPerSecond != Long.MAX_VALUE) {
                    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1) * n / bytesPerSecond);
                }
            }
        } catch (IOException cut) {
            // So is the other direction.
        }
    }

    private static Thread start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void close(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception ignored) {
            // It is closed as far as it can be.
        }
    }

    @Override
    public void close() {
        shut();
    }
}
