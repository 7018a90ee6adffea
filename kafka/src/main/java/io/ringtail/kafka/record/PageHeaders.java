package io.ringtail.kafka.record;

import io.ringtail.proto.stream.ClockPair;
import io.ringtail.proto.stream.ClockReading;
import io.ringtail.proto.stream.FrameDescriptor;
import io.ringtail.proto.stream.Position;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * The headers of records; their values are little endian.
 *
 * <pre>
 *   key           text the record's key, which deserializers of values do not get
 *   session       s64  the shipper's session: a later one has a larger number
 *   generation    s64  creation time of the ring buffer, as in POSITION frames
 *   begin, end         the position in the CPU's ring before and after the record:
 *                  0 sub-buffer    s64
 *                  8 offset        s32
 *                 12 events        s64
 *                 20 dropped       s64
 *                 28 not before    s64
 *   clock          0 monotonic     s64  ns
 *                  8 realtime      s64  ns since 1970
 *                 16 uncertainty   s64  ns
 *   formats       s32  the number of formats that were in PREFIX.meta before the record
 * </pre>
 */
final class PageHeaders {
    static final String KEY = "key";
    static final String SESSION = "session";
    static final String GENERATION = "generation";
    static final String BEGIN = "begin";
    static final String END = "end";
    static final String CLOCK = "clock";
    static final String FORMATS = "formats";

    private static final int POSITION_BYTES = 4 * Long.BYTES + Integer.BYTES;
    private static final int CLOCK_BYTES = 3 * Long.BYTES;

    private PageHeaders() {}

    static Header ofKey(PageKey key) {
        return new RecordHeader(KEY, key.bytes());
    }

    static Header ofLong(String name, long value) {
        return new RecordHeader(name, bytes(Long.BYTES).putLong(value).array());
    }

    static Header ofInt(String name, int value) {
        return new RecordHeader(name, bytes(Integer.BYTES).putInt(value).array());
    }

    static Header ofPosition(String name, Position position) {
        return new RecordHeader(name, put(bytes(POSITION_BYTES), position).array());
    }

    static Header ofClock(ClockReading clock) {
        return new RecordHeader(CLOCK, clockBytes(clock));
    }

    static byte[] clockBytes(ClockReading clock) {
        return bytes(CLOCK_BYTES)
                .putLong(clock.pair().monotonicNs())
                .putLong(clock.pair().realtimeNs())
                .putLong(clock.uncertaintyNs())
                .array();
    }

    static ByteBuffer put(ByteBuffer to, Position position) {
        return to.putLong(position.subbuf())
                .putInt(position.offset())
                .putLong(position.events())
                .putLong(position.dropped())
                .putLong(position.notBefore());
    }

    static long longOf(Headers headers, String name) throws MalformedRecordException {
        return value(headers, name, Long.BYTES).getLong();
    }

    static int countOf(Headers headers, String name) throws MalformedRecordException {
        int count = value(headers, name, Integer.BYTES).getInt();
        if (count < 0) {
            throw new MalformedRecordException("the header " + name + " is " + count);
        }
        return count;
    }

    static Position positionOf(Headers headers, String name) throws MalformedRecordException {
        return position(name, value(headers, name, POSITION_BYTES));
    }

    static ClockReading clockOf(Headers headers) throws MalformedRecordException {
        return clock(value(headers, CLOCK, CLOCK_BYTES));
    }

    /** Reads a position, and advances the buffer. */
    static Position position(String what, ByteBuffer from) throws MalformedRecordException {
        Position position = new Position(from.getLong(), from.getInt(), from.getLong(), from.getLong(), from.getLong());
        boolean counts = position.events() >= 0 && position.dropped() >= 0 && position.notBefore() >= 0;
        boolean place = position.subbuf() >= 0
                && position.offset() >= 0
                && position.offset() <= FrameDescriptor.MAX_FRAME
                && position.offset() % Integer.BYTES == 0;
        if (!counts || !place) {
            throw new MalformedRecordException("the " + what + " " + position + " is no place in a ring");
        }
        return position;
    }

    /** Reads a moment on both clocks, and advances the buffer. */
    static ClockReading clock(ByteBuffer from) throws MalformedRecordException {
        ClockReading clock = new ClockReading(new ClockPair(from.getLong(), from.getLong()), from.getLong());
        if (clock.uncertaintyNs() < 0) {
            throw new MalformedRecordException("a clock is uncertain by " + clock.uncertaintyNs() + " ns");
        }
        return clock;
    }

    /** Returns a value that must have a length. */
    static ByteBuffer exactly(String what, byte[] value, int length) throws MalformedRecordException {
        if (value.length != length) {
            throw new MalformedRecordException("the " + what + " has " + value.length + " bytes, not " + length);
        }
        return ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer value(Headers headers, String name, int length) throws MalformedRecordException {
        Header header = headers.lastHeader(name);
        if (header == null || header.value() == null) {
            throw new MalformedRecordException("a record has no header " + name);
        }
        return exactly("header " + name, header.value(), length);
    }

    private static ByteBuffer bytes(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }
}
