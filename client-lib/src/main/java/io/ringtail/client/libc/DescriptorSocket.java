package io.ringtail.client.libc;

import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A UNIX socket that transfers file descriptors, which the JDK's sockets cannot. It is created, connected and read by
 * system calls, and never blocks in the kernel.
 */
public final class DescriptorSocket implements AutoCloseable {
    /** {@code SOCK_STREAM}. */
    public static final int STREAM = 1;
    /** {@code SOCK_DGRAM}. */
    public static final int DATAGRAM = 2;

    private static final int AF_UNIX = 1;
    private static final int SOCK_NONBLOCK = 0x800;
    private static final int SOCK_CLOEXEC = 0x8_0000;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_CMSG_CLOEXEC = 0x4000_0000;
    private static final int MAX_PATH = 107;
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final LibC libC;
    private final int socket;

    private DescriptorSocket(LibC libC, int socket) {
        this.libC = libC;
        this.socket = socket;
    }

    /**
     * Connects a new socket.
     *
     * @param type {@link #STREAM} or {@link #DATAGRAM}
     * @param address a path, or an abstract name prefixed with {@code @}
     */
    public static DescriptorSocket connect(LibC libC, int type, String address) throws IOException {
        ByteBuffer name = name(address);
        int socket = (int) libC.syscall(SystemCalls.SOCKET, AF_UNIX, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (socket < 0) {
            throw new IOException("cannot create a socket: raise the limit of file descriptors (ulimit -n)");
        }
        DescriptorSocket connected = new DescriptorSocket(libC, socket);
        if (connected.connect(name) != 0) {
            connected.close();
            throw new IOException("cannot connect to " + address);
        }
        return connected;
    }

    private long connect(ByteBuffer name) {
        try {
            return libC.syscall(SystemCalls.CONNECT, socket, libC.address(name), name.capacity());
        } finally {
            Reference.reachabilityFence(name);
        }
    }

    /** Returns a {@code struct sockaddr_un}: the family, and the path with its NUL, or NUL and the abstract name. */
    private static ByteBuffer name(String address) throws IOException {
        boolean isAbstract = address.startsWith("@");
        byte[] path = address.getBytes(StandardCharsets.UTF_8);
        if (path.length > MAX_PATH) {
            throw new IOException("the path " + address + " is too long for a socket");
        }
        if (isAbstract) {
            path[0] = 0;
        }
        ByteBuffer name = ByteBuffer.allocateDirect(Short.BYTES + path.length + (isAbstract ? 0 : 1));
        return name.order(ByteOrder.nativeOrder()).putShort(0, (short) AF_UNIX).put(Short.BYTES, path);
    }

    /** Sends bytes. */
    public void send(byte[] bytes) throws IOException {
        if (DescriptorMessage.of(libC, bytes).passTo(libC, SystemCalls.SENDMSG, socket, MSG_NOSIGNAL) != bytes.length) {
            throw new IOException("cannot send the message");
        }
    }

    /** Sends at least one byte together with a descriptor, which remains open here. */
    public void send(byte[] bytes, int descriptor) throws IOException {
        DescriptorMessage message = DescriptorMessage.of(libC, bytes, descriptor);
        if (message.passTo(libC, SystemCalls.SENDMSG, socket, MSG_NOSIGNAL) != bytes.length) {
            throw new IOException("cannot send the descriptor");
        }
    }

    /**
     * Receives a descriptor that arrives with a single byte; the caller closes it.
     *
     * @param limitNs the maximum time to wait
     */
    public int receive(long limitNs) throws IOException {
        DescriptorMessage message = DescriptorMessage.empty(libC);
        long startNs = System.nanoTime();
        long received = receive(message);
        while (received < 0 && System.nanoTime() - startNs < limitNs) {
            LockSupport.parkNanos(PAUSE_NS);
            received = receive(message);
        }
        int descriptor = received == 1 ? message.descriptor() : -1;
        if (descriptor < 0) {
            throw new IOException(received < 0 ? "no descriptor received in time" : "no descriptor received");
        }
        return descriptor;
    }

    private long receive(DescriptorMessage message) {
        return message.passTo(libC, SystemCalls.RECVMSG, socket, MSG_CMSG_CLOEXEC);
    }

    @Override
    public void close() {
        libC.syscall(SystemCalls.CLOSE, socket, 0, 0);
    }
}
