package io.ringtail.proto.control;

import java.nio.ByteBuffer;

/**
 * A client's question for the id of a kind of event.
 *
 * <pre>
 *     correlation  u32    chosen by the client, given back in the answer
 *     schema       bytes  the rest of the frame: an event schema, as {@code io.ringtail.proto.event} codes it
 * </pre>
 *
 * @param correlation comes back in the answer
 * @param schema read only, from position 0 to its limit; decoded by whoever asks for it
 */
public record RegisterEvent(int correlation, ByteBuffer schema) implements ControlMessage {
    /** Keeps a read-only view: the bytes must not change any more. */
    public RegisterEvent {
        schema = schema.slice().asReadOnlyBuffer();
    }

    /** The coded schema, in a view of its own. */
    @Override
    public ByteBuffer schema() {
        return schema.duplicate();
    }

    @Override
    public MessageType type() {
        return MessageType.REGISTER_EVENT;
    }

    @Override
    public void write(BodyWriter out) {
        out.putInt(correlation).putBytes(schema());
    }

    static RegisterEvent read(BodyReader in) throws MalformedMessageException {
        return new RegisterEvent(in.getInt(), in.getRest());
    }
}
