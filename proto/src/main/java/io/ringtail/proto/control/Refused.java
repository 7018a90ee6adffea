package io.ringtail.proto.control;

/**
 * The daemon's answer to a {@link Hello} it does not accept; it closes the socket behind it.
 *
 * <pre>
 *     reason  string
 * </pre>
 *
 * @param reason what is wrong and what to do, for people
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
