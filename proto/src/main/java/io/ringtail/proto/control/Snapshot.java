package io.ringtail.proto.control;

/**
 * A client's request that the daemon write the rings' current contents to a file. It is not answered.
 *
 * <pre>
 *     reason  string
 * </pre>
 *
 * @param reason the reason, for people
 */
public record Snapshot(String reason) implements ControlMessage {
    @Override
    public MessageType type() {
        return MessageType.SNAPSHOT;
    }

    @Override
    public void write(BodyWriter out) {
        out.putString(reason);
    }

    static Snapshot read(BodyReader in) throws MalformedMessageException {
        return new Snapshot(in.getString());
    }
}
