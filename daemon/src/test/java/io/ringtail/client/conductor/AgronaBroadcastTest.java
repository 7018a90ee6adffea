package io.ringtail.client.conductor;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.proto.layout.ControlRingDescriptor;
import io.ringtail.proto.memory.MappedRegion;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.broadcast.BroadcastBufferDescriptor;
import org.agrona.concurrent.broadcast.BroadcastTransmitter;
import org.agrona.concurrent.broadcast.RecordDescriptor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client's receiver, which does not use Agrona, against Agrona's own transmitter. */
@Timeout(60)
class AgronaBroadcastTest {
    private static final int ENOUGH = 20_000;
    private static final int ENOUGH_LAPS = 20;
    private static final int MOST = 600;

    private final ByteBuffer memory = ByteBuffer.allocateDirect(ControlRingDescriptor.LENGTH);
    private final MappedRegion ring = new MappedRegion(memory);
    private final BroadcastTransmitter transmitter = new BroadcastTransmitter(new UnsafeBuffer(memory));
    private final UnsafeBuffer message = new UnsafeBuffer(ByteBuffer.allocateDirect(transmitter.maxMsgLength()));
    private long sent;

    /** A receiver's counts: the messages received and lost, and whether each loss was reported. */
    private static final class Account {
        private final ControlRingReceiver receiver;
        private long received;
        private long lost;
        private long next;
        private boolean lapped;

        Account(ControlRingReceiver receiver) {
            this.receiver = receiver;
        }

        void receive() {
            if (!receiver.receive(this::onMessage)) {
                lapped = true;
            }
        }

        private void onMessage(int type, ByteBuffer body) {
            long number = body.getLong(0);
            assertThat(type).isEqualTo(typeOf(number));
            assertThat(body.remaining()).isEqualTo(lengthOf(number));
            for (int i = Long.BYTES; i < body.remaining(); i++) {
                if (body.get(i) != (byte) (number + i)) {
                    throw new AssertionError("message " + number + " is torn at " + i);
                }
            }
            if (lapped) {
                assertThat(number).isGreaterThan(next);
            } else {
                assertThat(number).isEqualTo(next);
            }
            lapped = false;
            received++;
            lost += number - next;
            next = number + 1;
        }
    }

    private static int typeOf(long number) {
        return 1 + (int) (number % 1000);
    }

    private static int lengthOf(long number) {
        long mixed = number * 0x9E37_79B9_7F4A_7C15L;
        return Long.BYTES + (int) ((mixed >>> 33) % MOST);
    }

    private void transmit() {
        int length = lengthOf(sent);
        message.putLong(0, sent);
        for (int i = Long.BYTES; i < length; i++) {
            message.putByte(i, (byte) (sent + i));
        }
        transmitter.transmit(typeOf(sent), message, 0, length);
        sent++;
    }

    @Test
    void shouldHaveAgronasLayout() {
        int capacity = transmitter.capacity();
        assertThat(ControlRingDescriptor.CAPACITY).isEqualTo(capacity);
        assertThat(ControlRingDescriptor.LENGTH).isEqualTo(capacity + BroadcastBufferDescriptor.TRAILER_LENGTH);
        assertThat(ControlRingDescriptor.TAIL_INTENT_OFFSET)
                .isEqualTo(capacity + BroadcastBufferDescriptor.TAIL_INTENT_COUNTER_OFFSET);
        assertThat(ControlRingDescriptor.TAIL_OFFSET)
                .isEqualTo(capacity + BroadcastBufferDescriptor.TAIL_COUNTER_OFFSET);
        assertThat(ControlRingDescriptor.LATEST_OFFSET)
                .isEqualTo(capacity + BroadcastBufferDescriptor.LATEST_COUNTER_OFFSET);
        assertThat(ControlRingDescriptor.MAX_MESSAGE_LENGTH).isEqualTo(transmitter.maxMsgLength());
        assertThat(ControlRingDescriptor.RECORD_LENGTH_OFFSET).isEqualTo(RecordDescriptor.lengthOffset(0));
        assertThat(ControlRingDescriptor.RECORD_TYPE_OFFSET).isEqualTo(RecordDescriptor.typeOffset(0));
        assertThat(ControlRingDescriptor.RECORD_HEADER_LENGTH).isEqualTo(RecordDescriptor.HEADER_LENGTH);
        assertThat(ControlRingDescriptor.RECORD_ALIGNMENT).isEqualTo(RecordDescriptor.RECORD_ALIGNMENT);
        assertThat(ControlRingDescriptor.PADDING_TYPE).isEqualTo(RecordDescriptor.PADDING_MSG_TYPE_ID);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void shouldReceiveEveryMessageOrKnowThatItWasLapped(long seed) {
        Random random = new Random(seed);
        Account account = new Account(new ControlRingReceiver(ring));
        for (int i = 0; i < 500; i++) {
            int burst = random.nextInt(10) == 0 ? 1000 : random.nextInt(100);
            long bytes = ring.getLong(ControlRingDescriptor.TAIL_OFFSET);
            for (int j = 0; j < burst; j++) {
                transmit();
            }
            bytes = ring.getLong(ControlRingDescriptor.TAIL_OFFSET) - bytes;
            long lapped = account.receiver.lapped();
            account.receive();
            assertThat(account.receiver.lapped() - lapped).isEqualTo(bytes > ControlRingDescriptor.CAPACITY ? 1 : 0);
        }
        account.receive();
        transmit();
        account.receive();
        assertThat(account.received + account.lost).isEqualTo(sent);
        assertThat(account.receiver.lapped()).isPositive();
    }

    @Test
    void shouldReceiveTheLongestMessages() {
        ControlRingReceiver receiver = new ControlRingReceiver(ring);
        for (int i = 0; i < 100; i++) {
            message.setMemory(0, transmitter.maxMsgLength(), (byte) i);
            transmitter.transmit(7, message, 0, transmitter.maxMsgLength());
            int expected = i;
            assertThat(receiver.receive((type, body) -> {
                        assertThat(body.remaining()).isEqualTo(transmitter.maxMsgLength());
                        assertThat(body.get(body.limit() - 1)).isEqualTo((byte) expected);
                    }))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22})
    void shouldReceiveIntactMessagesWhileItIsBeingLapped(long seed) throws Exception {
        Account account = new Account(new ControlRingReceiver(ring));
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        AtomicBoolean enough = new AtomicBoolean();
        Thread sender = new Thread(() -> {
            while (!enough.get()) {
                transmit();
            }
        });
        sender.setDaemon(true);
        sender.setUncaughtExceptionHandler((thread, e) -> failure.set(e));
        sender.start();
        Random random = new Random(seed);
        while (sender.isAlive() && (account.received < ENOUGH || account.receiver.lapped() < ENOUGH_LAPS)) {
            account.receive();
            if (random.nextInt(200) == 0) {
                waitToBeLapped(() -> ring.getLongAcquire(ControlRingDescriptor.TAIL_OFFSET), sender);
            }
        }
        enough.set(true);
        sender.join();
        assertThat(failure).hasNullValue();
        account.receive();
        transmit();
        account.receive();
        assertThat(account.received + account.lost).isEqualTo(sent);
    }

    private static void waitToBeLapped(LongSupplier tail, Thread sender) {
        long from = tail.getAsLong();
        while (sender.isAlive() && tail.getAsLong() - from <= ControlRingDescriptor.CAPACITY) {
            Thread.onSpinWait();
        }
    }
}
