package io.ringtail.kafka.record;

import io.ringtail.proto.stream.ClockReading;

/** The value of {@link MetaKey.Kind#CLOCK}, which is that of a page's header {@code clock}. */
public final class ClockRecord {
    private static final int BYTES = 3 * Long.BYTES;

    private ClockRecord() {}

    /** Returns the value for a moment. */
    public static byte[] bytes(ClockReading clock) {
        return PageHeaders.clockBytes(clock);
    }

    /** Parses a value. */
    public static ClockReading parse(byte[] value) throws MalformedRecordException {
        return PageHeaders.clock(PageHeaders.exactly("clock", value, BYTES));
    }
}
