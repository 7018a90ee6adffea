package io.ringtail.proto.control;

import io.ringtail.proto.layout.ClientDescriptor;

/**
 * A client's last message: none of its threads writes with this grant any more, so its record and its thread slots may be
 * used again at once, although its process lives. No body. The daemon answers by closing the connection.
 *
 * <p>A client that has mapped the file stores {@link ClientDescriptor#LEFT} first, for the case that no daemon reads this.
 */
public record Goodbye() implements ControlMessage {
    @Override
    public MessageType type() {
        return MessageType.GOODBYE;
    }

    @Override
    public void write(BodyWriter out) {}
}
