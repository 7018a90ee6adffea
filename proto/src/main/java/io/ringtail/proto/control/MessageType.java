package io.ringtail.proto.control;

/** The type of a control message, with its number on the socket. */
public enum MessageType {
    HELLO(1),
    WELCOME(2),
    REFUSED(3),
    REGISTER_EVENT(4),
    EVENT_ID(5),
    EVENT_REFUSED(6),
    THREAD(7),
    NEED_SLOTS(8),
    SLOTS(9),
    WANTED(10),
    DOORBELL(11),
    SNAPSHOT(12),
    TAKE_BUFFER(13),
    THREAD_ID(14),
    GOODBYE(15);

    private static final MessageType[] TYPES = values();

    private final int code;

    MessageType(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static MessageType ofCode(int code) throws MalformedMessageException {
        if (code < 1 || code > TYPES.length) {
            throw new MalformedMessageException("message type " + Integer.toUnsignedString(code) + " is unknown");
        }
        return TYPES[code - 1];
    }
}
