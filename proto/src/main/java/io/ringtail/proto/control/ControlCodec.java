package io.ringtail.proto.control;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Encodes control messages as frames and decodes them.
 *
 * <p>Decoding accepts any bytes: it bounds every length, and bytes that are no message cause a
 * {@link MalformedMessageException} whose text names the offending value.
 */
public final class ControlCodec {
    /** The size in bytes of the length that precedes a frame. */
    public static final int LENGTH_BYTES = Integer.BYTES;
    /** The maximum length of a frame in bytes, its length field included. */
    public static final int MAX_FRAME_LENGTH = 1 << 16;
    /** The maximum length of a string in bytes; writing truncates longer ones: a path may have 4,095. */
    public static final int MAX_STRING_LENGTH = 4096;

    private static final int MIN_FRAME_LENGTH = LENGTH_BYTES + Integer.BYTES;

    private ControlCodec() {}

    /**
     * Encodes a message as a frame, length first, ready to be written.
     *
     * @throws IllegalArgumentException if the frame is longer than {@link #MAX_FRAME_LENGTH}
     */
    public static ByteBuffer encode(ControlMessage message) {
        BodyWriter out = new BodyWriter(message.type());
        message.write(out);
        return out.frame();
    }

    /**
     * Checks the length field that precedes a frame.
     *
     * @return the length of the whole frame in bytes, the length field included
     * @throws MalformedMessageException if no frame has that length
     */
    public static int frameLength(int lengthField) throws MalformedMessageException {
        long length = Integer.toUnsignedLong(lengthField) + LENGTH_BYTES;
        if (length < MIN_FRAME_LENGTH || length > MAX_FRAME_LENGTH) {
            throw new MalformedMessageException(
                    "a frame of " + length + " bytes is not between " + MIN_FRAME_LENGTH + " and " + MAX_FRAME_LENGTH);
        }
        return (int) length;
    }

    /**
     * Decodes the message in one whole frame.
     *
     * @param frame from its position to its limit, the length field included; its position and order remain unchanged
     * @throws MalformedMessageException if the bytes are no message
     */
    public static ControlMessage decode(ByteBuffer frame) throws MalformedMessageException {
        ByteBuffer bytes = frame.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.remaining() < MIN_FRAME_LENGTH || frameLength(bytes.getInt()) != bytes.limit()) {
            throw new MalformedMessageException(
                    "a frame of " + bytes.limit() + " bytes has another length in its length field");
        }
        MessageType type = MessageType.ofCode(bytes.getInt());
        BodyReader in = new BodyReader(type, bytes);
        ControlMessage message = read(type, in);
        in.requireEnd();
        return message;
    }

    private static ControlMessage read(MessageType type, BodyReader in) throws MalformedMessageException {
        return switch (type) {
            case HELLO -> Hello.read(in);
            case WELCOME -> Welcome.read(in);
            case REFUSED -> Refused.read(in);
            case REGISTER_EVENT -> RegisterEvent.read(in);
            case EVENT_ID -> EventId.read(in);
            case EVENT_REFUSED -> EventRefused.read(in);
            case THREAD -> ThreadName.read(in);
            case NEED_SLOTS -> new NeedSlots();
            case SLOTS -> Slots.read(in);
            case WANTED -> Wanted.read(in);
            case DOORBELL -> new Doorbell();
            case SNAPSHOT -> Snapshot.read(in);
            case TAKE_BUFFER -> new TakeBuffer();
            case THREAD_ID -> ThreadId.read(in);
            case GOODBYE -> new Goodbye();
        };
    }
}
