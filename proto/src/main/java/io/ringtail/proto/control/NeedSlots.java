package io.ringtail.proto.control;

/** A client's request for more thread slots; no body. The answer is one {@link Slots}. */
public record NeedSlots() implements ControlMessage {
    @Override
    public MessageType type() {
        return MessageType.NEED_SLOTS;
    }

    @Override
    public void write(BodyWriter out) {}
}
