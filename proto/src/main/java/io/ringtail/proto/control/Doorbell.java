package io.ringtail.proto.control;

/** The daemon's hint that the file's epoch has advanced: the client reads the control ring; no body. */
public record Doorbell() implements ControlMessage {
    @Override
    public MessageType type() {
        return MessageType.DOORBELL;
    }

    @Override
    public void write(BodyWriter out) {}
}
