package io.ringtail.proto.control;

/**
 * A client's question for the buffer's descriptor, the only message of a connection of its own; no body. The answer is one
 * byte with the descriptor ({@code SCM_RIGHTS}), or none where the buffer is a file with a path; then the daemon closes the
 * connection.
 */
public record TakeBuffer() implements ControlMessage {
    @Override
    public MessageType type() {
        return MessageType.TAKE_BUFFER;
    }

    @Override
    public void write(BodyWriter out) {}
}
