package io.ringtail.reader.tracecmd;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** The connections to a listener's ports on which CPUs' pages are sent. */
final class DataConnections implements AutoCloseable {
    private static final int CONNECT_TIMEOUT_MS = 10_000;
    private final InetAddress host;
    private final int[] ports;
    private final List<Socket> connections = new ArrayList<>();

    DataConnections(InetAddress host, int[] ports) {
        this.host = host;
        this.ports = ports.clone();
    }

    Socket open(int cpu) throws IOException {
        Socket connection = new Socket();
        connections.add(connection);
        connection.connect(new InetSocketAddress(host, ports[cpu]), CONNECT_TIMEOUT_MS);
        return connection;
    }

    /**
     * Ends all of them, and waits until the receiver has read each to its end.
     *
     * @param timeoutMs for each
     */
    void finish(int timeoutMs) throws IOException {
        for (Socket connection : connections) {
            connection.shutdownOutput();
        }
        for (Socket connection : connections) {
            connection.setSoTimeout(timeoutMs);
            if (connection.getInputStream().read() >= 0) {
                throw new IOException("it sent data on a connection for pages");
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (Socket connection : connections) {
            connection.close();
        }
    }
}
