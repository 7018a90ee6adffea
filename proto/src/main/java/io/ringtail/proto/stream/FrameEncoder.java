package io.ringtail.proto.stream;

import static io.ringtail.proto.stream.FrameDescriptor.CPU_OFFSET;
import static io.ringtail.proto.stream.FrameDescriptor.LENGTH_OFFSET;
import static io.ringtail.proto.stream.FrameDescriptor.PAGE_DATA_OFFSET;
import static io.ringtail.proto.stream.FrameDescriptor.PAGE_END_OFFSET;
import static io.ringtail.proto.stream.FrameDescriptor.PAGE_START_OFFSET;
import static io.ringtail.proto.stream.FrameDescriptor.PAGE_SUBBUF_OFFSET;
import static io.ringtail.proto.stream.FrameDescriptor.TYPE_OFFSET;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Encodes frames. Only PAGE, the frequent and large frame, is encoded in place; the others are small arrays. */
public final class FrameEncoder {
    private FrameEncoder() {}

    /**
     * Encodes a stream's first frame.
     *
     * @throws IllegalArgumentException if a text is longer than {@link FrameDescriptor#MAX_TEXT} bytes
     */
    public static byte[] hello(StreamHeader hello) {
        byte[][] texts = texts(hello.clock(), hello.host(), hello.headerPage(), hello.headerEvent());
        byte[] frame = frame(FrameDescriptor.HELLO, 0, FrameDescriptor.HELLO_TEXTS_OFFSET, texts);
        ClockPair clocks = hello.clocks() == null ? new ClockPair(0, 0) : hello.clocks();
        bytes(frame)
                .putLong(FrameDescriptor.HELLO_MONOTONIC_OFFSET, clocks.monotonicNs())
                .putLong(FrameDescriptor.HELLO_REALTIME_OFFSET, clocks.realtimeNs())
                .putLong(FrameDescriptor.HELLO_MAGIC_OFFSET, FrameDescriptor.MAGIC)
                .putInt(FrameDescriptor.HELLO_VERSION_OFFSET, FrameDescriptor.VERSION)
                .putInt(FrameDescriptor.HELLO_SUBBUF_SIZE_OFFSET, hello.subbufSize())
                .putInt(FrameDescriptor.HELLO_POSSIBLE_CPUS_OFFSET, hello.possibleCpus())
                .putInt(FrameDescriptor.HELLO_MODE_OFFSET, hello.mode().code())
                .order(ByteOrder.BIG_ENDIAN)
                .putLong(FrameDescriptor.HELLO_BOOT_ID_OFFSET, hello.bootId().getMostSignificantBits())
                .putLong(
                        FrameDescriptor.HELLO_BOOT_ID_OFFSET + Long.BYTES,
                        hello.bootId().getLeastSignificantBits());
        return frame;
    }

    /**
     * Encodes an event's format.
     *
     * @throws IllegalArgumentException if a text is longer than {@link FrameDescriptor#MAX_TEXT} bytes
     */
    public static byte[] format(int eventId, String system, String format) {
        byte[] frame = frame(FrameDescriptor.FORMAT, 0, FrameDescriptor.FORMAT_TEXTS_OFFSET, texts(system, format));
        bytes(frame).putInt(FrameDescriptor.FORMAT_ID_OFFSET, eventId);
        return frame;
    }

    /**
     * Encodes a thread's name and process.
     *
     * @param pid 0 if unknown
     * @throws IllegalArgumentException if the name is longer than {@link FrameDescriptor#MAX_TEXT} bytes
     */
    public static byte[] cmdline(int tid, int pid, String name) {
        byte[] frame = frame(FrameDescriptor.CMDLINE, 0, FrameDescriptor.CMDLINE_NAME_OFFSET, texts(name));
        bytes(frame).putInt(FrameDescriptor.CMDLINE_TID_OFFSET, tid).putInt(FrameDescriptor.CMDLINE_PID_OFFSET, pid);
        return frame;
    }

    /** Encodes a CPU's state. */
    public static byte[] cpu(int cpu, boolean online) {
        byte[] frame = frame(FrameDescriptor.CPU, cpu, FrameDescriptor.CPU_LENGTH);
        bytes(frame).putInt(FrameDescriptor.CPU_ONLINE_OFFSET, online ? 1 : 0);
        return frame;
    }

    /** Encodes the time in ns up to which a CPU's pages are complete. */
    public static byte[] watermark(int cpu, long timeNs) {
        byte[] frame = frame(FrameDescriptor.WATERMARK, cpu, FrameDescriptor.WATERMARK_LENGTH);
        bytes(frame).putLong(FrameDescriptor.WATERMARK_TIME_OFFSET, timeNs);
        return frame;
    }

    /**
     * Encodes the receiver's position in a CPU's ring once it has received the next frame.
     *
     * @param buffer when the sender's buffer was created
     */
    public static byte[] position(int cpu, long buffer, Position position) {
        byte[] frame = frame(FrameDescriptor.POSITION, cpu, FrameDescriptor.POSITION_LENGTH);
        bytes(frame)
                .putLong(FrameDescriptor.POSITION_BUFFER_OFFSET, buffer)
                .putLong(FrameDescriptor.POSITION_SUBBUF_OFFSET, position.subbuf())
                .putInt(FrameDescriptor.POSITION_OFFSET_OFFSET, position.offset())
                .putLong(FrameDescriptor.POSITION_EVENTS_OFFSET, position.events())
                .putLong(FrameDescriptor.POSITION_DROPPED_OFFSET, position.dropped())
                .putLong(FrameDescriptor.POSITION_NOT_BEFORE_OFFSET, position.notBefore());
        return frame;
    }

    /** Encodes a sign of life. */
    public static byte[] alive() {
        return frame(FrameDescriptor.ALIVE, 0, FrameDescriptor.ALIVE_LENGTH);
    }

    /**
     * Encodes the last frame.
     *
     * @throws IllegalArgumentException if the detail is longer than {@link FrameDescriptor#MAX_TEXT} bytes
     */
    public static byte[] end(EndReason reason, String detail) {
        byte[] frame = frame(FrameDescriptor.END, 0, FrameDescriptor.END_DETAIL_OFFSET, texts(detail));
        bytes(frame).putInt(FrameDescriptor.END_REASON_OFFSET, reason.code());
        return frame;
    }

    /**
     * Writes the header of a PAGE frame; the page itself lies at {@link FrameDescriptor#PAGE_DATA_OFFSET}.
     *
     * @param frame little endian; the frame begins at index 0
     * @param startOffset the offset of the page's first event in the sub-buffer's data, in bytes
     * @param endOffset the offset of the page's end in the sub-buffer's data, in bytes
     * @param pageLength the length of the page in bytes
     * @return the length of the whole frame
     */
    public static int pageHeader(
            ByteBuffer frame, int cpu, long subbuf, int startOffset, int endOffset, int pageLength) {
        int length = PAGE_DATA_OFFSET + pageLength;
        header(frame, FrameDescriptor.PAGE, cpu, length);
        frame.putLong(PAGE_SUBBUF_OFFSET, subbuf);
        frame.putInt(PAGE_START_OFFSET, startOffset);
        frame.putInt(PAGE_END_OFFSET, endOffset);
        return length;
    }

    private static byte[][] texts(String... texts) {
        byte[][] all = new byte[texts.length][];
        for (int i = 0; i < texts.length; i++) {
            all[i] = texts[i].getBytes(StandardCharsets.UTF_8);
            if (all[i].length > FrameDescriptor.MAX_TEXT) {
                throw new IllegalArgumentException(
                        "a text of " + all[i].length + " bytes is longer than " + FrameDescriptor.MAX_TEXT);
            }
        }
        return all;
    }

    private static byte[] frame(int type, int cpu, int fixedLength, byte[]... texts) {
        int length = fixedLength;
        for (byte[] text : texts) {
            length += Integer.BYTES + text.length;
        }
        byte[] frame = new byte[length];
        ByteBuffer bytes = bytes(frame);
        header(bytes, type, cpu, length);
        bytes.position(fixedLength);
        for (byte[] text : texts) {
            bytes.putInt(text.length).put(text);
        }
        return frame;
    }

    private static ByteBuffer bytes(byte[] frame) {
        return ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void header(ByteBuffer frame, int type, int cpu, int length) {
        frame.putInt(LENGTH_OFFSET, length);
        frame.putShort(TYPE_OFFSET, (short) type);
        frame.putShort(CPU_OFFSET, (short) cpu);
    }
}
