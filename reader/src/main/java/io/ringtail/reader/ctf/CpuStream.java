package io.ringtail.reader.ctf;

import io.ringtail.reader.EventView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The stream of a CPU: packets of a file, appended one by one. A packet:
 *
 * <pre>
 *  0 magic            u32
 *  4 timestamp_begin  u64, ns
 * 12 timestamp_end    u64, ns
 * 20 content_size     u64, bits
 * 28 packet_size      u64, bits
 * 36 events_discarded u64, of the stream so far
 * 44 cpu_id           u32
 *    buffer           a text with a NUL, in a trace of several buffers
 *    events
 * </pre>
 *
 * <p>A reader takes the difference between the counters of two packets for the loss between their ends. So a loss ends the
 * packet before it, and an empty packet from that one's end to the next event counts the loss; the first packet of a stream
 * is empty, too, with a counter of 0.
 */
final class CpuStream {
    private static final int MAGIC = 0xc1fc1fc1;
    private static final int END = 12;
    private static final int CONTENT_SIZE = 20;
    private static final int PACKET_SIZE = 28;
    /** A packet ends after the event with which it reaches this size, in bytes. */
    private static final int MOST_BYTES = 1 << 16;

    private final Path file;
    private final int cpu;
    private final @Nullable String buffer;
    private final PacketBuffer packet = new PacketBuffer();
    private long discarded;
    private long written;
    private long lastNs;
    private boolean begun;
    private long bytes;

    /**
     * Creates a stream, whose file begins with its first event or loss.
     *
     * @param buffer the name of the buffer; null in a trace that has only one
     */
    CpuStream(Path file, int cpu, @Nullable String buffer) {
        this.file = file;
        this.cpu = cpu;
        this.buffer = buffer;
    }

    long bytes() {
        return bytes;
    }

    /**
     * Appends an event with its place, thread and fields. A time below that of the event before it, which only a damaged
     * ring has, is shown as that: readers end at one that goes back.
     */
    void append(EventView event, int id, @Nullable EventLayout layout) throws IOException {
        begin(event.timestampNs());
        lastNs = Math.max(lastNs, event.timestampNs());
        packet.number(id, Integer.BYTES);
        packet.number(lastNs, Long.BYTES);
        packet.number(event.tid(), Integer.BYTES);
        packet.number(event.pid(), Integer.BYTES);
        String comm = event.comm();
        packet.text(comm == null ? "" : comm);
        if (layout == null) {
            appendUnknown(event);
        } else {
            layout.append(event, packet);
        }
        if (packet.length() >= MOST_BYTES) {
            end();
        }
    }

    private void appendUnknown(EventView event) {
        packet.number(event.id(), Short.BYTES);
        packet.number(event.payloadLength(), Integer.BYTES);
        packet.bytes(event.page(), event.payloadOffset(), event.payloadLength());
    }

    /** Counts lost events. */
    void lose(long count) throws IOException {
        if (begun) {
            end();
        }
        discarded += count;
    }

    /**
     * Ends the stream, with the losses after its last event.
     *
     * @param nowNs the time of the trace's last event
     */
    void finish(long nowNs) throws IOException {
        begin(nowNs);
        lastNs = Math.max(lastNs, nowNs);
        end();
    }

    private void begin(long nowNs) throws IOException {
        if (begun) {
            return;
        }
        if (bytes == 0) {
            lastNs = Math.max(0, nowNs);
            writeHead();
            end();
        }
        if (written != discarded) {
            written = discarded;
            writeHead();
            lastNs = Math.max(lastNs, nowNs);
            end();
        }
        writeHead();
    }

    private void writeHead() {
        begun = true;
        packet.number(MAGIC, Integer.BYTES);
        packet.number(lastNs, Long.BYTES);
        packet.number(lastNs, Long.BYTES);
        packet.number(0, Long.BYTES);
        packet.number(0, Long.BYTES);
        packet.number(written, Long.BYTES);
        packet.number(cpu, Integer.BYTES);
        if (buffer != null) {
            packet.text(buffer);
        }
    }

    private void end() throws IOException {
        long bits = (long) packet.length() * Byte.SIZE;
        packet.set(END, lastNs);
        packet.set(CONTENT_SIZE, bits);
        packet.set(PACKET_SIZE, bits);
        bytes += packet.length();
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            ByteBuffer content = packet.flip();
            while (content.hasRemaining()) {
                out.write(content);
            }
        }
        packet.clear();
        begun = false;
    }
}
