package io.ringtail.proto.control;

import io.ringtail.proto.layout.Geometry;

/**
 * A client's report that one of its threads runs on a CPU that is not in the online mask.
 *
 * <pre>
 *     cpu  u32
 * </pre>
 *
 * @param cpu the CPU's number
 */
public record Wanted(int cpu) implements ControlMessage {
    @Override
    public MessageType type() {
        return MessageType.WANTED;
    }

    @Override
    public void write(BodyWriter out) {
        out.putInt(cpu);
    }

    static Wanted read(BodyReader in) throws MalformedMessageException {
        return new Wanted(in.getInt("CPU", 0, Geometry.MAX_CPUS - 1));
    }
}
