package io.ringtail.proto.control;

/**
 * A client's wish that the daemon write what the rings hold now into a file. It is not answered.
 *
 * <pre>
 *     reason  string
 * </pre>
 *
 * @param reason why, for people
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
