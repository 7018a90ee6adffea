package io.ringtail.proto.stream;

import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.page.PageHeader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Decodes whole frames: checks every number, remembers HELLO's bounds, and calls a {@link FrameListener}. HELLO comes
 * first. For use by one thread.
 */
public final class FrameDecoder {
    private static final int MIN_SUBBUF_SIZE = 4096;
    private static final int MAX_SUBBUF_SIZE = FrameDescriptor.MAX_FRAME - FrameDescriptor.PAGE_DATA_OFFSET;

    private boolean greeted;
    private int possibleCpus;
    private int subbufSize;
    private ByteBuffer frame = ByteBuffer.allocate(0);
    private int start;
    private int end;
    private int next;

    /** Creates a decoder that expects HELLO. */
    public FrameDecoder() {}

    /**
     * Decodes one frame, and calls the listener.
     *
     * @throws MalformedStreamException if the bytes are not one whole frame that may come next
     */
    public void decode(byte[] whole, FrameListener listener) throws MalformedStreamException {
        ByteBuffer bytes = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN);
        int length = whole.length < FrameDescriptor.BODY_OFFSET ? 0 : bytes.getInt(FrameDescriptor.LENGTH_OFFSET);
        if (length != whole.length) {
            throw new MalformedStreamException(
                    "a frame of " + Integer.toUnsignedString(length) + " bytes in " + whole.length + " bytes");
        }
        decode(bytes, 0, checkLength(length), listener);
    }

    /** Checks a frame's length word before the reader waits for the frame's bytes. */
    static int checkLength(int length) throws MalformedStreamException {
        if (length < FrameDescriptor.BODY_OFFSET || length > FrameDescriptor.MAX_FRAME) {
            throw new MalformedStreamException("a frame of " + Integer.toUnsignedString(length) + " bytes, not "
                    + FrameDescriptor.BODY_OFFSET + " to " + FrameDescriptor.MAX_FRAME);
        }
        return length;
    }

    /**
     * Decodes one frame and calls the listener. The buffer is little endian and holds the whole frame at the offset.
     */
    void decode(ByteBuffer buffer, int offset, int length, FrameListener listener) throws MalformedStreamException {
        frame = buffer;
        start = offset;
        end = offset + length;
        int type = buffer.get(offset + FrameDescriptor.TYPE_OFFSET) & 0xff;
        if (greeted == (type == FrameDescriptor.HELLO)) {
            throw new MalformedStreamException(
                    greeted ? "a second HELLO" : "a first frame of type " + type + ": a stream begins with HELLO");
        }
        switch (type) {
            case FrameDescriptor.HELLO -> hello(listener);
            case FrameDescriptor.FORMAT -> format(listener);
            case FrameDescriptor.CMDLINE -> cmdline(listener);
            case FrameDescriptor.CPU -> {
                require(FrameDescriptor.CPU_LENGTH);
                listener.onCpu(cpu(), intAt(FrameDescriptor.CPU_ONLINE_OFFSET) != 0);
            }
            case FrameDescriptor.PAGE -> page(listener);
            case FrameDescriptor.WATERMARK -> {
                require(FrameDescriptor.WATERMARK_LENGTH);
                listener.onWatermark(cpu(), frame.getLong(start + FrameDescriptor.WATERMARK_TIME_OFFSET));
            }
            case FrameDescriptor.POSITION -> position(listener);
            case FrameDescriptor.ALIVE -> listener.onAlive();
            case FrameDescriptor.END -> end(listener);
            default -> throw new MalformedStreamException("a frame of unknown type " + type);
        }
    }

    private void hello(FrameListener listener) throws MalformedStreamException {
        require(FrameDescriptor.HELLO_TEXTS_OFFSET);
        if (frame.getLong(start + FrameDescriptor.HELLO_MAGIC_OFFSET) != FrameDescriptor.MAGIC) {
            throw new MalformedStreamException("HELLO has a wrong magic number");
        }
        int version = intAt(FrameDescriptor.HELLO_VERSION_OFFSET);
        if (version != FrameDescriptor.VERSION) {
            throw new MalformedStreamException("the stream has version " + version + ", not " + FrameDescriptor.VERSION
                    + ": use the same version of Ringtail on both ends");
        }
        subbufSize = between(
                "sub-buffer size", intAt(FrameDescriptor.HELLO_SUBBUF_SIZE_OFFSET), MIN_SUBBUF_SIZE, MAX_SUBBUF_SIZE);
        if (Integer.bitCount(subbufSize) != 1) {
            throw new MalformedStreamException("sub-buffer size " + subbufSize + " is not a power of two");
        }
        possibleCpus = between("CPUs", intAt(FrameDescriptor.HELLO_POSSIBLE_CPUS_OFFSET), 1, Geometry.MAX_CPUS);
        int mode = between("mode", intAt(FrameDescriptor.HELLO_MODE_OFFSET), 0, 1);
        ByteBuffer bootId = frame.duplicate().order(ByteOrder.BIG_ENDIAN);
        UUID boot = new UUID(
                bootId.getLong(start + FrameDescriptor.HELLO_BOOT_ID_OFFSET),
                bootId.getLong(start + FrameDescriptor.HELLO_BOOT_ID_OFFSET + Long.BYTES));
        ClockPair clocks = new ClockPair(
                frame.getLong(start + FrameDescriptor.HELLO_MONOTONIC_OFFSET),
                frame.getLong(start + FrameDescriptor.HELLO_REALTIME_OFFSET));
        next = start + FrameDescriptor.HELLO_TEXTS_OFFSET;
        StreamHeader hello = new StreamHeader(
                subbufSize,
                possibleCpus,
                BufferMode.ofCode(mode),
                boot,
                text(),
                text(),
                text(),
                text(),
                clocks.realtimeNs() == 0 ? null : clocks);
        greeted = true;
        listener.onHello(hello);
    }

    private void format(FrameListener listener) throws MalformedStreamException {
        require(FrameDescriptor.FORMAT_TEXTS_OFFSET);
        int id = between("event id", intAt(FrameDescriptor.FORMAT_ID_OFFSET), 0, Geometry.MAX_EVENTS - 1);
        next = start + FrameDescriptor.FORMAT_TEXTS_OFFSET;
        listener.onFormat(id, text(), text());
    }

    private void cmdline(FrameListener listener) throws MalformedStreamException {
        require(FrameDescriptor.CMDLINE_NAME_OFFSET);
        next = start + FrameDescriptor.CMDLINE_NAME_OFFSET;
        int pid = between("process id", intAt(FrameDescriptor.CMDLINE_PID_OFFSET), 0, Integer.MAX_VALUE);
        listener.onCmdline(intAt(FrameDescriptor.CMDLINE_TID_OFFSET), pid, text());
    }

    private void page(FrameListener listener) throws MalformedStreamException {
        require(FrameDescriptor.PAGE_DATA_OFFSET + PageHeader.LENGTH);
        int length = end - start - FrameDescriptor.PAGE_DATA_OFFSET;
        if (length > subbufSize) {
            throw new MalformedStreamException(
                    "a page of " + length + " bytes, but HELLO has a sub-buffer size of " + subbufSize);
        }
        int dataSize = subbufSize - PageHeader.LENGTH;
        int to = between("page end", intAt(FrameDescriptor.PAGE_END_OFFSET), 0, dataSize);
        int from = between("page start", intAt(FrameDescriptor.PAGE_START_OFFSET), 0, to);
        long subbuf = frame.getLong(start + FrameDescriptor.PAGE_SUBBUF_OFFSET);
        listener.onPage(cpu(), subbuf, from, to, frame, start + FrameDescriptor.PAGE_DATA_OFFSET, length);
    }

    private void position(FrameListener listener) throws MalformedStreamException {
        require(FrameDescriptor.POSITION_LENGTH);
        int dataSize = subbufSize - PageHeader.LENGTH;
        Position position = new Position(
                frame.getLong(start + FrameDescriptor.POSITION_SUBBUF_OFFSET),
                between("position", intAt(FrameDescriptor.POSITION_OFFSET_OFFSET), 0, dataSize),
                frame.getLong(start + FrameDescriptor.POSITION_EVENTS_OFFSET),
                frame.getLong(start + FrameDescriptor.POSITION_DROPPED_OFFSET),
                frame.getLong(start + FrameDescriptor.POSITION_NOT_BEFORE_OFFSET));
        listener.onPosition(cpu(), frame.getLong(start + FrameDescriptor.POSITION_BUFFER_OFFSET), position);
    }

    private void end(FrameListener listener) throws MalformedStreamException {
        require(FrameDescriptor.END_DETAIL_OFFSET);
        next = start + FrameDescriptor.END_DETAIL_OFFSET;
        listener.onEnd(EndReason.ofCode(intAt(FrameDescriptor.END_REASON_OFFSET)), text());
    }

    private int cpu() throws MalformedStreamException {
        int cpu = Short.toUnsignedInt(frame.getShort(start + FrameDescriptor.CPU_OFFSET));
        return between("CPU", cpu, 0, possibleCpus - 1);
    }

    private int intAt(int offset) {
        return frame.getInt(start + offset);
    }

    private String text() throws MalformedStreamException {
        if (end - next < Integer.BYTES) {
            throw new MalformedStreamException("a frame of " + (end - start) + " bytes ends inside a text's length");
        }
        int length = between("text length", frame.getInt(next), 0, FrameDescriptor.MAX_TEXT);
        next += Integer.BYTES;
        if (length > end - next) {
            throw new MalformedStreamException(
                    "a text of " + length + " bytes where the frame has " + (end - next) + " left");
        }
        byte[] bytes = new byte[length];
        frame.get(next, bytes);
        next += length;
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private void require(int length) throws MalformedStreamException {
        if (end - start < length) {
            int type = frame.get(start + FrameDescriptor.TYPE_OFFSET) & 0xff;
            throw new MalformedStreamException(
                    "a frame of type " + type + " has " + (end - start) + " bytes, but needs at least " + length);
        }
    }

    private static int between(String what, int value, int least, int most) throws MalformedStreamException {
        if (value < least || value > most) {
            throw new MalformedStreamException(what + " " + value + " is not between " + least + " and " + most);
        }
        return value;
    }
}
