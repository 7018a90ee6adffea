package io.ringtail.proto.control;

import io.ringtail.proto.layout.ClientDescriptor;

/**
 * A client's last message: none of its threads writes under this grant any more, so its record and its thread slots may
 * be reused at once, although its process is alive. No body. The daemon answers by closing the connection.
 *
 * <p>A client that has mapped the file stores {@link ClientDescriptor#LEFT} first, in case no daemon reads this
 * message.
 */
public record Goodbye() implements ControlMessage {
    @Override
    public MessageType type() {
        return MessageType.GOODBYE;
    }

    @Override
    public void write(BodyWriter out) {}
}
