package io.ringtail.client.conductor;

import static io.ringtail.proto.layout.ControlRingDescriptor.CAPACITY;
import static io.ringtail.proto.layout.ControlRingDescriptor.MAX_MESSAGE_LENGTH;
import static io.ringtail.proto.layout.ControlRingDescriptor.PADDING_TYPE;
import static io.ringtail.proto.layout.ControlRingDescriptor.RECORD_ALIGNMENT;
import static io.ringtail.proto.layout.ControlRingDescriptor.RECORD_HEADER_LENGTH;
import static io.ringtail.proto.layout.ControlRingDescriptor.RECORD_LENGTH_OFFSET;
import static io.ringtail.proto.layout.ControlRingDescriptor.RECORD_TYPE_OFFSET;
import static io.ringtail.proto.layout.ControlRingDescriptor.TAIL_INTENT_OFFSET;
import static io.ringtail.proto.layout.ControlRingDescriptor.TAIL_OFFSET;

import io.ringtail.proto.layout.ControlRingDescriptor;
import io.ringtail.proto.memory.MappedRegion;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A receiver of the control ring with its own cursor: reads what Agrona's broadcast transmitter writes.
 *
 * <p>A message is copied, and delivered only if nothing overwrote it in the meantime. Whatever the bytes are, no call
 * throws, reads outside the section, or continues for longer than one round of the ring: invalid data counts as lapped.
 * For one thread.
 */
final class ControlRingReceiver {
    /** Receives messages. */
    interface Handler {
        /**
         * Called for a message.
         *
         * @param type the record's type
         * @param body little endian, from its position to its limit; valid during the call only
         */
        void onMessage(int type, ByteBuffer body);
    }

    private final MappedRegion ring;
    private final byte[] copy = new byte[MAX_MESSAGE_LENGTH];
    private final ByteBuffer body = ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN);
    private long cursor;
    private long lapped;

    /**
     * Creates a receiver of messages transmitted from now on.
     *
     * @param section the whole section, {@link ControlRingDescriptor#LENGTH} bytes
     */
    ControlRingReceiver(MappedRegion section) {
        this.ring = section;
        skip();
    }

    /** Skips everything transmitted so far. */
    void skip() {
        cursor = ring.getLongAcquire(TAIL_OFFSET);
    }

    /** Returns how many times messages were lost. */
    long lapped() {
        return lapped;
    }

    /**
     * Delivers, in order, the messages that had been transmitted when the call began.
     *
     * @return false if some were lost: then the remaining ones were skipped, too
     */
    boolean receive(Handler handler) {
        long tail = ring.getLongAcquire(TAIL_OFFSET);
        while (cursor != tail) {
            int taken = take(tail - cursor, handler);
            if (taken == 0) {
                lapped++;
                skip();
                return false;
            }
            cursor += taken;
        }
        return true;
    }

    /** Delivers the record at the cursor and returns its length, or 0 if there is no intact one. */
    private int take(long ahead, Handler handler) {
        int index = ControlRingDescriptor.index(cursor);
        if (ahead < 0 || ahead > CAPACITY || index % RECORD_ALIGNMENT != 0) {
            return 0;
        }
        int length = ring.getInt(index + RECORD_LENGTH_OFFSET);
        int type = ring.getInt(index + RECORD_TYPE_OFFSET);
        long space = Math.min(ahead, CAPACITY - index);
        if (length < RECORD_HEADER_LENGTH || length > space) {
            return 0;
        }
        int messageLength = type == PADDING_TYPE ? 0 : length - RECORD_HEADER_LENGTH;
        int taken = ControlRingDescriptor.aligned(length);
        if (messageLength > MAX_MESSAGE_LENGTH || taken > space) {
            return 0;
        }
        ring.getBytes(index + RECORD_HEADER_LENGTH, copy, 0, messageLength);
        if (!isWhole(ahead)) {
            return 0;
        }
        if (type != PADDING_TYPE) {
            handler.onMessage(type, body.limit(messageLength).position(0));
        }
        return taken;
    }

    /**
     * Returns whether the data copied at the cursor was still intact; pairs with the transmitter's fence after its
     * intent.
     */
    private boolean isWhole(long ahead) {
        VarHandle.acquireFence();
        long reach = ring.getLongOpaque(TAIL_INTENT_OFFSET) - cursor;
        return reach >= ahead && reach <= CAPACITY;
    }
}
