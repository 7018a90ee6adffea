package io.ringtail.proto.control;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The coding of control messages: from a message to a frame and back.
 *
 * <p>Decoding takes any bytes: it bounds every length, and what is no message throws {@link
 * MalformedMessageException}, whose text names the wrong value.
 */
public final class ControlCodec {
    /** Bytes of the length in front of a frame. */
    public static final int LENGTH_BYTES = Integer.BYTES;
    /** The longest frame, its length included. */
    public static final int MAX_FRAME_LENGTH = 1 << 16;
    /** The longest string in bytes; longer ones are cut when they are written: a path may have 4,095. */
    public static final int MAX_STRING_LENGTH = 4096;

    private static final int MIN_FRAME_LENGTH = LENGTH_BYTES + Integer.BYTES;

    private ControlCodec() {}

    /**
     * A message as a frame, length first, ready to be written.
     *
     * @throws IllegalArgumentException if it is longer than {@link #MAX_FRAME_LENGTH}
     */
    public static ByteBuffer encode(ControlMessage message) {
        BodyWriter out = new BodyWriter(message.type());
        message.write(out);
        return out.frame();
    }

    /**
     * Checks the length in front of a frame.
     *
     * @return the bytes of the whole frame, the length itself included
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
     * The message in one whole frame.
     *
     * @param frame from its position to its limit, the length in front included; its position and order are left alone
     */
    public static ControlMessage decode(ByteBuffer frame) throws MalformedMessageException {
        ByteBuffer bytes = frame.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.remaining() < MIN_FRAME_LENGTH || frameLength(bytes.getInt()) != bytes.limit()) {
            throw new MalformedMessageException("a frame of " + bytes.limit() + " bytes does not have its own length");
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
