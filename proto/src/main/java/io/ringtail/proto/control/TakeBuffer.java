package io.ringtail.proto.control;

/**
 * A client's request for the buffer's descriptor, sent as the only message on a separate connection; no body. The
 * answer is one byte with the descriptor ({@code SCM_RIGHTS}), or without it if the buffer is a file with a path; then
 * the daemon closes the connection.
 */
public record TakeBuffer() implements ControlMessage {
    @Override
    public MessageType type() {
        return MessageType.TAKE_BUFFER;
    }

    @Override
    public void write(BodyWriter out) {}
}
