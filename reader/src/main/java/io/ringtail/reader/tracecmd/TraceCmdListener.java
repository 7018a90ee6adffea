package io.ringtail.reader.tracecmd;

import io.ringtail.reader.tracedat.Upload;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * A connection to {@code trace-cmd listen}, to which one recording is sent by version 3 of its protocol.
 *
 * <pre>
 *   listener                                     this
 *   "tracecmd"                           &gt;
 *                                        &lt;       "-1V3\\0"
 *   "V3\\0"                               &gt;
 *                                        &lt;       "766679\\0\\0"
 *   "OK"                                 &gt;
 *                                        &lt;       INIT: CPUs, page size, "tcp"
 *   PORTS: one for each CPU              &gt;
 *                                        &lt;       each CPU's pages, on a connection of its own, which stays open
 *                                        &lt;       SEND_DATA: the file's head … FIN_DATA
 *                                        &lt;       CLOSE_RESP, which means nothing here
 *   NOT_SUPP: it has read the head       &gt;
 *                                        &lt;       the end of each connection with pages
 *   the end of each, which it has read   &gt;
 *                                        &lt;       CLOSE
 *   the end: the file is complete        &gt;
 * </pre>
 *
 * <p>A listener waits without limit for the version, but only for five seconds for each message until the head is
 * complete: therefore everything is sent at the end, when the names of all events and threads are known. It has a
 * process for each CPU, whose end interrupts its wait for the head; hence the question after the head.
 * Thread-safe.
 */
public final class TraceCmdListener implements AutoCloseable {
    private static final byte[] GREETING = ascii("tracecmd");
    private static final byte[] VERSION = ascii("-1V3\0");
    private static final byte[] AGREED = ascii("V3\0");
    private static final byte[] MAGIC = ascii("766679\0\0");
    private static final byte[] GO = ascii("OK");
    private static final byte[] TCP = ascii("tcp\0");
    private static final int TIMEOUT_MS = 10_000;
    /** A receiver that still writes pages to its disk may be slow to take more, and to reach the end. */
    private static final int STALL_TIMEOUT_MS = 120_000;
    /** A listener copies all pages before it ends the connection. */
    private static final int COMPLETION_TIMEOUT_MS = 600_000;

    private static final int MAX_PORT = 65_535;

    private final Socket control;
    private final String name;
    private final int stallTimeoutMs;
    private boolean greeted;
    private boolean sending;
    /** The limit of the present wait for the listener. */
    private int answerTimeoutMs = TIMEOUT_MS;

    private TraceCmdListener(Socket control, String name, int stallTimeoutMs) {
        this.control = control;
        this.name = name;
        this.stallTimeoutMs = stallTimeoutMs;
    }

    /**
     * Connects to a listener, which then waits for a recording.
     *
     * @throws ListenerException if there is none
     */
    public static TraceCmdListener connect(String host, int port) throws ListenerException {
        return connect(host, port, STALL_TIMEOUT_MS);
    }

    /** Connects to a listener that may take nothing for some time while it receives pages. */
    static TraceCmdListener connect(String host, int port, int stallTimeoutMs) throws ListenerException {
        String name = host + ":" + port;
        Socket control = new Socket();
        TraceCmdListener listener = new TraceCmdListener(control, name, stallTimeoutMs);
        try {
            control.connect(new InetSocketAddress(host, port), TIMEOUT_MS);
            control.setSoTimeout(TIMEOUT_MS);
            control.setTcpNoDelay(true);
            listener.expect(GREETING, "it is not a trace-cmd listen");
            listener.greeted = true;
            return listener;
        } catch (IOException e) {
            listener.close();
            throw e instanceof ListenerException known ? known : listener.unreachable(e);
        }
    }

    private ListenerException unreachable(IOException e) {
        String reason = e instanceof UnknownHostException ? "the host is unknown" : String.valueOf(e.getMessage());
        return new ListenerException(
                "cannot reach trace-cmd listen at " + name + " (" + reason
                        + "): start it there with trace-cmd listen -p" + " PORT, and let this host connect",
                e);
    }

    /** Returns whether the listener has ended the connection, before anything was sent to it. */
    public synchronized boolean hasGone() {
        if (sending) {
            return false;
        }
        try {
            control.setSoTimeout(1);
            return control.getInputStream().read() < 0;
        } catch (SocketTimeoutException silent) {
            return false;
        } catch (IOException broken) {
            return true;
        }
    }

    /**
     * Sends a recording; returns when the listener has written its file.
     *
     * @throws ListenerException if the listener refuses it, or goes away
     */
    public synchronized void send(Upload upload) throws ListenerException {
        sending = true;
        try (WriteLimit limit = WriteLimit.start(stallTimeoutMs)) {
            try {
                send(upload, limit);
            } catch (SocketTimeoutException e) {
                throw gone("has not answered for " + seconds(answerTimeoutMs), e);
            } catch (IOException e) {
                if (e instanceof ListenerException known) {
                    throw known;
                }
                throw gone(
                        limit.isExceeded()
                                ? "has taken nothing for " + seconds(stallTimeoutMs)
                                : "has gone away (" + e.getMessage() + ")",
                        e);
            }
        }
    }

    private void send(Upload upload, WriteLimit limit) throws IOException {
        await(TIMEOUT_MS);
        OutputStream out = limit.of(control);
        int[] ports = agree(upload, out);
        try (DataConnections pages = new DataConnections(control.getInetAddress(), ports)) {
            for (Map.Entry<Integer, FileChannel> cpu : upload.pages().entrySet()) {
                if (cpu.getValue().size() > 0) {
                    send(cpu.getValue(), limit.of(pages.open(cpu.getKey())));
                }
            }
            sendHead(upload.head(), out);
            await(stallTimeoutMs);
            pages.finish(stallTimeoutMs);
            write(TraceCmdMessage.of(TraceCmdMessage.CLOSE), out);
            awaitEnd();
        }
    }

    private void await(int timeoutMs) throws IOException {
        answerTimeoutMs = timeoutMs;
        control.setSoTimeout(timeoutMs);
    }

    private static String seconds(int ms) {
        return ms / 1000 + " s";
    }

    private ListenerException gone(String what, IOException e) {
        return new ListenerException(
                "trace-cmd listen at " + name + " " + what + " before it had everything: see its"
                        + " output, and whether its directory has room",
                e);
    }

    private int[] agree(Upload upload, OutputStream out) throws IOException {
        out.write(VERSION);
        expect(AGREED, "it does not speak version 3 of the protocol: trace-cmd 2.9 and later do");
        out.write(MAGIC);
        expect(GO, "it has refused version 3 of the protocol");
        byte[] body = ByteBuffer.allocate(3 * Integer.BYTES)
                .putInt(upload.cpus())
                .putInt(upload.pageSize())
                .putInt(1)
                .array();
        write(new TraceCmdMessage(TraceCmdMessage.INIT, body, TCP), out);
        TraceCmdMessage answer = read();
        if (answer.command() != TraceCmdMessage.PORTS) {
            throw refusal("it answered with message " + answer.command() + " instead of its ports");
        }
        return ports(answer, upload.cpus());
    }

    private int[] ports(TraceCmdMessage answer, int cpus) throws ListenerException {
        String[] texts = new String(answer.payload(), StandardCharsets.US_ASCII).split("\0", -1);
        boolean sound = texts.length == cpus + 1;
        int[] ports = new int[cpus];
        for (int cpu = 0; cpu < cpus && sound; cpu++) {
            sound = texts[cpu].matches("[1-9][0-9]{0,4}") && Integer.parseInt(texts[cpu]) <= MAX_PORT;
            ports[cpu] = sound ? Integer.parseInt(texts[cpu]) : 0;
        }
        if (!sound) {
            throw refusal("it did not name a port for each of " + cpus + " CPUs");
        }
        return ports;
    }

    private static void send(FileChannel pages, OutputStream out) throws IOException {
        pages.position(0);
        Channels.newInputStream(pages).transferTo(out);
    }

    private void sendHead(byte[] head, OutputStream out) throws IOException {
        for (int at = 0; at < head.length; at += TraceCmdMessage.MAX_DATA) {
            byte[] part = Arrays.copyOfRange(head, at, Math.min(head.length, at + TraceCmdMessage.MAX_DATA));
            write(new TraceCmdMessage(TraceCmdMessage.SEND_DATA, new byte[0], part), out);
        }
        write(TraceCmdMessage.of(TraceCmdMessage.FIN_DATA), out);
        write(TraceCmdMessage.of(TraceCmdMessage.CLOSE_RESP), out);
        TraceCmdMessage answer = read();
        if (answer.command() != TraceCmdMessage.NOT_SUPP) {
            throw refusal("it answered the end of the head with message " + answer.command());
        }
    }

    /** Waits for the end of the connection, before which the listener may repeat that it does not know a message. */
    private void awaitEnd() throws IOException {
        await(COMPLETION_TIMEOUT_MS);
        control.getInputStream().transferTo(OutputStream.nullOutputStream());
    }

    private void expect(byte[] expected, String otherwise) throws IOException {
        byte[] found = control.getInputStream().readNBytes(expected.length);
        if (!Arrays.equals(found, expected)) {
            throw refusal(otherwise);
        }
    }

    private ListenerException refusal(String reason) {
        return new ListenerException("cannot send to " + name + ": " + reason
                + (greeted ? "" : "; give --to the port of trace-cmd listen -p PORT"));
    }

    private static void write(TraceCmdMessage message, OutputStream out) throws IOException {
        out.write(message.encode());
    }

    private TraceCmdMessage read() throws IOException {
        InputStream in = control.getInputStream();
        byte[] header = in.readNBytes(TraceCmdMessage.HEADER_LENGTH);
        if (header.length < TraceCmdMessage.HEADER_LENGTH) {
            throw new EOFException("it has ended the connection");
        }
        int length = TraceCmdMessage.checkedLength(ByteBuffer.wrap(header));
        byte[] whole = Arrays.copyOf(header, length);
        int rest = length - TraceCmdMessage.HEADER_LENGTH;
        if (in.readNBytes(whole, TraceCmdMessage.HEADER_LENGTH, rest) < rest) {
            throw new EOFException("it has ended the connection");
        }
        return TraceCmdMessage.decode(ByteBuffer.wrap(whole));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Ends the connection; a listener that got nothing writes no file. */
    @Override
    public void close() {
        try {
            control.close();
        } catch (IOException ignored) {
            // It is no longer used.
        }
    }
}
