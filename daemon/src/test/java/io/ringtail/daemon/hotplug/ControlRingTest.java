package io.ringtail.daemon.hotplug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import io.ringtail.proto.control.CpuNotice;
import io.ringtail.proto.layout.ControlRingDescriptor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.broadcast.BroadcastReceiver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The transmitter, in memory between two regions that it must not touch. */
class ControlRingTest {
    private static final int GUARD = 4096;
    private static final byte GUARD_BYTE = 0x55;

    private final UnsafeBuffer memory =
            new UnsafeBuffer(ByteBuffer.allocateDirect(ControlRingDescriptor.LENGTH + 2 * GUARD));
    private final UnsafeBuffer section = new UnsafeBuffer(memory, GUARD, ControlRingDescriptor.LENGTH);
    private final Announcements doorbells = mock(Announcements.class);
    private final BitSet cpus = BitSet.valueOf(new long[] {5, 0, 1});

    private static @Nullable CpuNotice notice(BroadcastReceiver receiver) throws Exception {
        ByteBuffer body = ByteBuffer.allocate(receiver.length()).order(ByteOrder.LITTLE_ENDIAN);
        receiver.buffer().getBytes(receiver.offset(), body, receiver.length());
        return CpuNotice.decode(receiver.typeId(), body.flip());
    }

    @Test
    void shouldTransmitEachAnnouncement() throws Exception {
        ControlRing ring = new ControlRing(section, doorbells);
        BroadcastReceiver receiver = new BroadcastReceiver(section);
        ring.prepared(cpus, 8);
        ring.online(cpus, 8);
        ring.offline(1023);
        assertThat(receiver.receiveNext()).isTrue();
        assertThat(notice(receiver)).isEqualTo(new CpuNotice(CpuNotice.Kind.PREPARED, 8, cpus));
        assertThat(receiver.receiveNext()).isTrue();
        assertThat(notice(receiver)).isEqualTo(new CpuNotice(CpuNotice.Kind.ONLINE, 8, cpus));
        assertThat(receiver.receiveNext()).isTrue();
        BitSet last = new BitSet();
        last.set(1023);
        assertThat(notice(receiver)).isEqualTo(new CpuNotice(CpuNotice.Kind.OFFLINE, 8, last));
        verify(doorbells).online(cpus, 8);
        verify(doorbells).offline(1023);
    }

    @Test
    void shouldRingTheDoorbellWhenTheMessageCanBeRead() {
        ControlRing ring = new ControlRing(section, doorbells);
        BroadcastReceiver receiver = new BroadcastReceiver(section);
        doAnswer(call -> {
                    assertThat(receiver.receiveNext()).isTrue();
                    return null;
                })
                .when(doorbells)
                .prepared(any(), anyLong());
        ring.prepared(cpus, 1);
        verify(doorbells).prepared(cpus, 1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldNeitherThrowNorLeaveItsSectionWhateverIsInIt(long seed) throws Exception {
        memory.setMemory(0, memory.capacity(), GUARD_BYTE);
        Random random = new Random(seed);
        ControlRing ring = new ControlRing(section, doorbells);
        for (int i = 1; i <= 5000; i++) {
            for (int offset = ControlRingDescriptor.TAIL_INTENT_OFFSET;
                    offset <= ControlRingDescriptor.LATEST_OFFSET;
                    offset += Long.BYTES) {
                if (random.nextBoolean()) {
                    section.putLong(offset, hostile(random));
                }
            }
            ring.prepared(cpus, i);
            assertThat(newest()).isEqualTo(new CpuNotice(CpuNotice.Kind.PREPARED, i, cpus));
        }
        for (int i = 0; i < GUARD; i++) {
            assertThat(memory.getByte(i)).isEqualTo(GUARD_BYTE);
            assertThat(memory.getByte(GUARD + ControlRingDescriptor.LENGTH + i)).isEqualTo(GUARD_BYTE);
        }
    }

    private static long hostile(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> random.nextLong();
            case 1 -> Long.MAX_VALUE - random.nextInt(200);
            case 2 -> Long.MIN_VALUE + random.nextInt(200);
            case 3 -> ControlRingDescriptor.CAPACITY - random.nextInt(200);
            default -> random.nextInt(1 << 20);
        };
    }

    /** The notice that a reader gets if it begins at the newest record. */
    private @Nullable CpuNotice newest() throws Exception {
        int record = ControlRingDescriptor.index(section.getLong(ControlRingDescriptor.LATEST_OFFSET));
        assertThat(section.getInt(record)).isEqualTo(ControlRingDescriptor.RECORD_HEADER_LENGTH + CpuNotice.LENGTH);
        ByteBuffer body = ByteBuffer.allocate(CpuNotice.LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        section.getBytes(record + ControlRingDescriptor.RECORD_HEADER_LENGTH, body, CpuNotice.LENGTH);
        return CpuNotice.decode(section.getInt(record + ControlRingDescriptor.RECORD_TYPE_OFFSET), body.flip());
    }
}
