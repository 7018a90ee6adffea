package io.ringtail.reader.tracecmd;

import java.nio.ByteBuffer;

/**
 * A message of trace-cmd's network protocol, in network byte order.
 *
 * <pre>
 *    0        4        8            12             12 + b          size
 *   +--------+---------+-------------+--------------+-------------+
 *   |  size  | command | b: body's   |  fixed body  |   payload   |
 *   |        |         |   length    |              |             |
 *   +--------+---------+-------------+--------------+-------------+
 * </pre>
 *
 * @param command one of the constants, or an unknown one
 * @param body the fields of the command; a longer one than known is allowed
 * @param payload what follows them
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record TraceCmdMessage(int command, byte[] body, byte[] payload) {
    /** Ends a session. */
    public static final int CLOSE = 0;

    /** A client's CPUs and page size, to a listener. */
    public static final int INIT = 1;

    /** A listener's ports, one for each CPU. */
    public static final int PORTS = 2;

    /** Bytes of a file's head. */
    public static final int SEND_DATA = 3;

    /** The end of the head. */
    public static final int FIN_DATA = 4;

    /** The answer to a message that cannot be handled. */
    public static final int NOT_SUPP = 5;

    /** Asks an agent to record. */
    public static final int TRACE_REQ = 6;

    /** An agent's ports, one for each CPU. */
    public static final int TRACE_RESP = 7;

    /** The answer to CLOSE. */
    public static final int CLOSE_RESP = 8;

    /** The length of size, command and body's length. */
    public static final int HEADER_LENGTH = 3 * Integer.BYTES;

    /** The most bytes of a message, its header included. */
    public static final int MAX_LENGTH = 8192;

    /** The most bytes of a file's head in one message. */
    public static final int MAX_DATA = MAX_LENGTH - HEADER_LENGTH;

    private static final int COMMAND_OFFSET = Integer.BYTES;
    private static final int BODY_LENGTH_OFFSET = 2 * Integer.BYTES;

    /** Returns a message that consists of its command. */
    public static TraceCmdMessage of(int command) {
        return new TraceCmdMessage(command, new byte[0], new byte[0]);
    }

    /**
     * Decodes a message.
     *
     * @param whole from the message's first byte to its last
     * @throws MalformedTraceCmdException if its lengths contradict each other
     */
    public static TraceCmdMessage decode(ByteBuffer whole) throws MalformedTraceCmdException {
        int start = whole.position();
        int length = checkedLength(whole);
        if (length != whole.remaining()) {
            throw new MalformedTraceCmdException(
                    "a message of " + length + " bytes came as one of " + whole.remaining());
        }
        int bodyLength = whole.getInt(start + BODY_LENGTH_OFFSET);
        if (bodyLength < 0 || bodyLength > length - HEADER_LENGTH) {
            throw new MalformedTraceCmdException("a message of " + length + " bytes has a body of "
                    + Integer.toUnsignedString(bodyLength) + " bytes");
        }
        byte[] body = new byte[bodyLength];
        byte[] payload = new byte[length - HEADER_LENGTH - bodyLength];
        whole.get(start + HEADER_LENGTH, body).get(start + HEADER_LENGTH + bodyLength, payload);
        return new TraceCmdMessage(whole.getInt(start + COMMAND_OFFSET), body, payload);
    }

    /**
     * Returns the length that a message states, which is at least the header's.
     *
     * @param begin begins with the message's header
     * @throws MalformedTraceCmdException if no message has this length
     */
    public static int checkedLength(ByteBuffer begin) throws MalformedTraceCmdException {
        int length = begin.remaining() < HEADER_LENGTH ? 0 : begin.getInt(begin.position());
        if (length < HEADER_LENGTH || length > MAX_LENGTH) {
            throw new MalformedTraceCmdException("a message's length is " + Integer.toUnsignedString(length)
                    + ", which is not from " + HEADER_LENGTH + " to " + MAX_LENGTH);
        }
        return length;
    }

    /** Encodes the message, whose parts must fit {@link #MAX_LENGTH}. */
    public byte[] encode() {
        int length = HEADER_LENGTH + body.length + payload.length;
        if (length > MAX_LENGTH) {
            throw new IllegalArgumentException("a message of " + length + " bytes is too long");
        }
        return ByteBuffer.allocate(length)
                .putInt(length)
                .putInt(command)
                .putInt(body.length)
                .put(body)
                .put(payload)
                .array();
    }
}
