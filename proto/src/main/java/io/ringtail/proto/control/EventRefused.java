package io.ringtail.proto.control;

/**
 * The daemon's answer that rejects a {@link RegisterEvent}.
 *
 * <pre>
 *     correlation  u32     the request's
 *     reason       string
 * </pre>
 *
 * @param correlation the request's correlation
 * @param reason the error and its remedy, for people
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
