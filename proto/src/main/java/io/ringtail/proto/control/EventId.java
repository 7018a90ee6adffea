package io.ringtail.proto.control;

import io.ringtail.proto.layout.Geometry;

/**
 * The daemon's answer that accepts a {@link RegisterEvent}.
 *
 * <pre>
 *     correlation  u32  the request's
 *     id           u32
 * </pre>
 *
 * @param correlation the request's correlation
 * @param id the event's number, {@code common_type} of its records
 */
public record EventId(int correlation, int id) implements ControlMessage {
    @Override
    public MessageType type() {
        return MessageType.EVENT_ID;
    }

    @Override
    public void write(BodyWriter out) {
        out.putInt(correlation).putInt(id);
    }

    static EventId read(BodyReader in) throws MalformedMessageException {
        return new EventId(in.getInt(), in.getInt("event id", 1, Geometry.MAX_EVENTS - 1));
    }
}
