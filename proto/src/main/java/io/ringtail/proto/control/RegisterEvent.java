package io.ringtail.proto.control;

import java.nio.ByteBuffer;

/**
 * A client's request for the id of an event type.
 *
 * <pre>
 *     correlation  u32    chosen by the client, returned in the answer
 *     schema       bytes  the rest of the frame: an event schema, as encoded by {@code io.ringtail.proto.event}
 * </pre>
 *
 * @param correlation returned in the answer
 * @param schema read only, from position 0 to its limit; decoded by its consumer
 */
public record RegisterEvent(int correlation, ByteBuffer schema) implements ControlMessage {
    /** Keeps a read-only view of the schema: its bytes must not change afterwards. */
    public RegisterEvent {
        schema = schema.slice().asReadOnlyBuffer();
    }

    /** Returns the encoded schema, in a view of its own. */
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
