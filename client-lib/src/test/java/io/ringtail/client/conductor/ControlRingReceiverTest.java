package io.ringtail.client.conductor;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.proto.layout.ControlRingDescriptor;
import io.ringtail.proto.memory.MappedRegion;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The receiver against bytes that no transmitter wrote. A region is as long as the section, and throws on any access
 * beyond it.
 */
@Timeout(60)
class ControlRingReceiverTest {
    private static final int CAPACITY = ControlRingDescriptor.CAPACITY;
    private static final int ROUNDS = 3000;
    private static final int MOST_RECORDS = CAPACITY / ControlRingDescriptor.RECORD_ALIGNMENT;

    private final ByteBuffer memory = ByteBuffer.allocateDirect(ControlRingDescriptor.LENGTH);
    private final MappedRegion ring = new MappedRegion(memory);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldSurviveRandomBytes(long seed) {
        Random random = new Random(seed);
        byte[] bytes = new byte[ControlRingDescriptor.LENGTH];
        ControlRingReceiver receiver = new ControlRingReceiver(ring);
        for (int i = 0; i < ROUNDS; i++) {
            if (i % 100 == 0) {
                random.nextBytes(bytes);
                ring.putBytes(0, bytes, 0, bytes.length);
            }
            spoil(random);
            receiveBoundedly(receiver);
        }
        assertThat(receiver.lapped()).isPositive();
    }

    private void spoil(Random random) {
        for (int i = 0; i < 64; i++) {
            int index = random.nextInt(MOST_RECORDS) * ControlRingDescriptor.RECORD_ALIGNMENT;
            ring.putInt(index, number(random));
            ring.putInt(index + Integer.BYTES, random.nextInt(4) - 1);
        }
        long tail = position(random);
        ring.putLong(ControlRingDescriptor.TAIL_OFFSET, tail);
        ring.putLong(ControlRingDescriptor.TAIL_INTENT_OFFSET, random.nextBoolean() ? tail : position(random));
        ring.putLong(ControlRingDescriptor.LATEST_OFFSET, position(random));
    }

    private static int number(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> random.nextInt();
            case 1 -> Integer.MAX_VALUE - random.nextInt(16);
            case 2 -> -random.nextInt(16);
            case 3 -> CAPACITY - random.nextInt(16);
            default -> random.nextInt(64);
        };
    }

    private long position(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> random.nextLong();
            case 1 -> Long.MAX_VALUE - random.nextInt(CAPACITY);
            case 2 -> -random.nextInt(CAPACITY);
            case 3 -> ring.getLong(ControlRingDescriptor.TAIL_OFFSET) + random.nextInt(CAPACITY);
            default -> random.nextInt(1000) * 8L;
        };
    }

    @Test
    void shouldEndWhereEveryRecordIsEmpty() {
        ControlRingReceiver receiver = new ControlRingReceiver(ring);
        for (int index = 0; index < CAPACITY; index += ControlRingDescriptor.RECORD_ALIGNMENT) {
            ring.putInt(index, ControlRingDescriptor.RECORD_HEADER_LENGTH);
            ring.putInt(index + Integer.BYTES, 1);
        }
        ring.putLong(ControlRingDescriptor.TAIL_OFFSET, CAPACITY);
        ring.putLong(ControlRingDescriptor.TAIL_INTENT_OFFSET, CAPACITY);
        assertThat(receiveBoundedly(receiver)).isEqualTo(MOST_RECORDS);
        assertThat(receiver.lapped()).isZero();
    }

    @Test
    void shouldTakeAStandingStillOfDamagedBytesForLappedOnce() {
        ControlRingReceiver receiver = new ControlRingReceiver(ring);
        ring.putLong(ControlRingDescriptor.TAIL_OFFSET, 64);
        ring.putLong(ControlRingDescriptor.TAIL_INTENT_OFFSET, 64);
        assertThat(receiver.receive((type, body) -> {})).isFalse();
        assertThat(receiver.receive((type, body) -> {})).isTrue();
        assertThat(receiver.lapped()).isOne();
    }

    private static int receiveBoundedly(ControlRingReceiver receiver) {
        int[] messages = new int[1];
        boolean unused = receiver.receive((type, body) -> {
            assertThat(body.remaining()).isLessThanOrEqualTo(ControlRingDescriptor.MAX_MESSAGE_LENGTH);
            messages[0]++;
        });
        assertThat(messages[0]).isLessThanOrEqualTo(MOST_RECORDS);
        return messages[0];
    }
}
