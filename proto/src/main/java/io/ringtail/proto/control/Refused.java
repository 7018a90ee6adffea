package io.ringtail.proto.control;

/**
 * The daemon's answer that rejects a {@link Hello}; the daemon then closes the socket.
 *
 * <pre>
 *     reason  string
 * </pre>
 *
 * @param reason the error and its remedy, for people
 */
public record Refused(String reason) implements ControlMessage {
    @Override
    public MessageType type() {
        return MessageType.REFUSED;
    }

    @Override
    public void write(BodyWriter out) {
        out.putString(reason);
    }

    static Refused read(BodyReader in) throws MalformedMessageException {
        return new Refused(in.getString());
    }
}
