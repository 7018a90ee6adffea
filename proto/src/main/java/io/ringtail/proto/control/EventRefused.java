package io.ringtail.proto.control;

/**
 * The daemon's answer to a {@link RegisterEvent} it does not accept.
 *
 * <pre>
 *     correlation  u32     the question's
 *     reason       string
 * </pre>
 *
 * @param correlation the question's
 * @param reason what is wrong and what to do, for people
 */
public record EventRefused(int correlation, String reason) implements ControlMessage {
    @Override
    public MessageType type() {
        return MessageType.EVENT_REFUSED;
    }

    @Override
    public void write(BodyWriter out) {
        out.putInt(correlation).putString(reason);
    }

    static EventRefused read(BodyReader in) throws MalformedMessageException {
        return new EventRefused(in.getInt(), in.getString());
    }
}
