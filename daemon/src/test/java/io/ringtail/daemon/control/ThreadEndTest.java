package io.ringtail.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.client.EventType;
import io.ringtail.client.Tracer;
import io.ringtail.client.ring.Attachment;
import io.ringtail.client.ring.NanoClock;
import io.ringtail.client.ring.OwnSlot;
import io.ringtail.client.ring.RingWriter;
import io.ringtail.client.ring.WriterRing;
import io.ringtail.daemon.buffer.RingStatistics;
import io.ringtail.proto.layout.HeaderDescriptor;
import io.ringtail.proto.layout.ThreadSlotDescriptor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Threads that end, or fail, inside an event while their process continues to run. */
@Timeout(60)
class ThreadEndTest {
    private static final byte[] PAYLOAD = new byte[40];
    private static final byte[] TOO_SHORT = new byte[0];
    private static final int SHARED = 16;

    @TempDir
    Path dir;

    @Test
    void shouldSettleWhatAThreadThatEndedInsideAnEventOwed() throws Exception {
        try (TestDaemon daemon = new TestDaemon(dir);
                TestTracer tracer = new TestTracer(dir)) {
            Attachment attachment = attachment(tracer);
            AtomicInteger slot = new AtomicInteger();
            Thread thread = new Thread(() -> slot.set(failInAnOwnSlot(attachment)));
            thread.start();
            thread.join();
            int at = attachment.geometry().threadSlotOffset(slot.get());
            assertThat(statistics(daemon).pendingBytes()).isPositive();
            Eventually.until(
                    "its slot is given back",
                    () -> attachment.metadata().getIntAcquire(at + ThreadSlotDescriptor.TID_OFFSET) == 0);
            assertThat(attachment.metadata().getIntAcquire(at + ThreadSlotDescriptor.KIND_OFFSET))
                    .isEqualTo(ThreadSlotDescriptor.EMPTY);
            assertThat(statistics(daemon).repaired()).isEqualTo(1);
            assertThat(statistics(daemon).pendingBytes()).isZero();
        }
    }

    @Test
    void shouldKeepTheSlotOfALivingThread() throws Exception {
        try (TestDaemon daemon = new TestDaemon(dir);
                TestTracer tracer = new TestTracer(dir)) {
            Attachment attachment = attachment(tracer);
            int living = failInAnOwnSlot(attachment);
            Thread thread = new Thread(() -> failInAnOwnSlot(attachment));
            thread.start();
            thread.join();
            int at = attachment.geometry().threadSlotOffset(living);
            Eventually.until("the other one is given up", () -> abandoned(attachment) == 1);
            assertThat(attachment.metadata().getIntAcquire(at + ThreadSlotDescriptor.KIND_OFFSET))
                    .isEqualTo(ThreadSlotDescriptor.EVENT);
            assertThat(statistics(daemon).repaired()).isZero();
        }
    }

    @Test
    void shouldGetSharedSlotsBackWhoseBorrowersFailedInsideAnEvent() throws Exception {
        try (TestDaemon daemon = new TestDaemon(dir);
                TestTracer tracer = new TestTracer(dir)) {
            Attachment attachment = attachment(tracer);
            WriterRing ring = Objects.requireNonNull(attachment.rings().get(0));
            assertThat(attachment.writeShared(ring, PAYLOAD, PAYLOAD.length)).isTrue();
            for (int i = 0; i < SHARED; i++) {
                assertThatThrownBy(() -> attachment.writeShared(ring, TOO_SHORT, PAYLOAD.length))
                        .isInstanceOf(IndexOutOfBoundsException.class);
            }
            assertThat(attachment.writeShared(ring, PAYLOAD, PAYLOAD.length)).isFalse();
            assertThat(statistics(daemon).noSlot()).isEqualTo(1);
            Eventually.until("a slot", () -> attachment.writeShared(ring, PAYLOAD, PAYLOAD.length));
            assertThat(statistics(daemon).repaired()).isEqualTo(SHARED);
            assertThat(statistics(daemon).ambiguous()).isZero();
            assertThat(statistics(daemon).pendingBytes()).isZero();
        }
    }

    @Test
    void shouldGoOnAfterOverflowsOfTheStackInsideEvents() throws Exception {
        try (TestDaemon daemon = new TestDaemon(dir);
                Tracer tracer = Tracer.connect(dir)) {
            EventType tick =
                    tracer.event("load", "tick").u64("seq").string("note").register();
            assertThat(tracer.awaitReady(Duration.ofSeconds(20))).isTrue();
            Thread thread = new Thread(
                    null, () -> IntStream.range(0, 300).forEach(i -> overflow(tick, i)), "overflowing", 1 << 18);
            thread.start();
            thread.join();
            Eventually.until("nothing is owed", () -> pendingBytes(daemon) == 0);
            assertThat(tick.begin().u64(1).string("after").commit()).isTrue();
        }
    }

    @Test
    void shouldLoseOneEventEachWhereTheOneThatTakesTheSlotBackFailsToo() throws Exception {
        try (TestDaemon daemon = new TestDaemon(dir);
                TestTracer tracer = new TestTracer(dir)) {
            Attachment attachment = attachment(tracer);
            WriterRing ring = Objects.requireNonNull(attachment.rings().get(0));
            OwnSlot own = Objects.requireNonNull(attachment.slots().takeOwn(Thread.currentThread(), 4711));
            assertThat(own.writeOwn(ring, PAYLOAD, PAYLOAD.length)).isEqualTo(OwnSlot.Result.WRITTEN);
            assertThat(failed(own, ring)).isTrue();
            Eventually.until("the sweep gives it up, the daemon settles it", () -> pendingBytes(daemon) == 0);
            Eventually.until("the event that takes the slot back fails", () -> failed(own, ring));
            Eventually.until("that is settled, too", () -> pendingBytes(daemon) == 0);
            Eventually.until(
                    "the slot is used again",
                    () -> own.writeOwn(ring, PAYLOAD, PAYLOAD.length) == OwnSlot.Result.WRITTEN);
            assertThat(statistics(daemon).repaired()).isEqualTo(2);
            assertThat(statistics(daemon).pendingBytes()).isZero();
        }
    }

    private static boolean failed(OwnSlot own, WriterRing ring) {
        try {
            own.writeOwn(ring, TOO_SHORT, PAYLOAD.length);
            return false;
        } catch (IndexOutOfBoundsException e) {
            return true;
        }
    }

    @Test
    void shouldGetSharedSlotsBackFromALivingThreadThatOverflowsInsideEvents() throws Exception {
        try (TestDaemon daemon = new TestDaemon(dir);
                TestTracer tracer = new TestTracer(dir)) {
            Attachment attachment = attachment(tracer);
            WriterRing ring = Objects.requireNonNull(attachment.rings().get(0));
            CountDownLatch overflown = new CountDownLatch(1);
            CountDownLatch end = new CountDownLatch(1);
            Thread thread = new Thread(
                    null,
                    () -> {
                        IntStream.range(0, 200).forEach(i -> overflowShared(attachment, ring, i));
                        overflown.countDown();
                        awaitUninterruptibly(end);
                    },
                    "overflowing",
                    1 << 18);
            thread.start();
            overflown.await();
            Eventually.until("no slot is borrowed", () -> !attachment.slots().areInUse());
            assertThat(thread.isAlive()).isTrue();
            assertThat(attachment.writeShared(ring, PAYLOAD, PAYLOAD.length)).isTrue();
            assertThat(statistics(daemon).pendingBytes()).isZero();
            end.countDown();
            thread.join();
        }
    }

    private static void overflowShared(Attachment attachment, WriterRing ring, int padding) {
        try {
            diveShared(attachment, ring, padding);
        } catch (StackOverflowError e) {
            // The test checks what the error leaves behind.
        }
    }

    @SuppressWarnings("InfiniteRecursion") // on purpose
    private static int diveShared(Attachment attachment, WriterRing ring, int depth) {
        attachment.writeShared(ring, PAYLOAD, PAYLOAD.length);
        return diveShared(attachment, ring, depth + 1) + 1;
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void overflow(EventType type, int padding) {
        try {
            dive(type, padding);
        } catch (StackOverflowError e) {
            // The test checks what the error leaves behind.
        }
    }

    /** Writes ever closer to the end of the stack. */
    @SuppressWarnings("InfiniteRecursion") // on purpose
    private static int dive(EventType type, int depth) {
        type.begin().u64(depth).string("deep").commit();
        return dive(type, depth + 1) + 1;
    }

    private static int failInAnOwnSlot(Attachment attachment) {
        int slot = attachment.slots().take(Thread.currentThread(), 4711);
        RingWriter writer = attachment.writer(slot, NanoClock.MONOTONIC);
        WriterRing ring = Objects.requireNonNull(attachment.rings().get(0));
        assertThat(writer.write(ring, PAYLOAD, PAYLOAD.length)).isTrue();
        assertThatThrownBy(() -> writer.write(ring, TOO_SHORT, PAYLOAD.length))
                .isInstanceOf(IndexOutOfBoundsException.class);
        return slot;
    }

    private static long abandoned(Attachment attachment) {
        return IntStream.range(0, attachment.geometry().threadSlots())
                .map(slot -> attachment.geometry().threadSlotOffset(slot) + ThreadSlotDescriptor.KIND_OFFSET)
                .filter(at -> (attachment.metadata().getIntAcquire(at) & ThreadSlotDescriptor.ABANDONED) != 0)
                .count();
    }

    private static Attachment attachment(TestTracer tracer) throws Exception {
        Attachment attachment = tracer.attachment();
        Eventually.until(
                "CPU 0 is online",
                () -> (attachment.metadata().getLongAcquire(HeaderDescriptor.ONLINE_MASK_OFFSET) & 1) != 0);
        return attachment;
    }

    private static RingStatistics statistics(TestDaemon daemon) {
        return Objects.requireNonNull(daemon.file.ring(0)).statistics();
    }

    private static long pendingBytes(TestDaemon daemon) {
        return IntStream.range(0, 2)
                .mapToLong(cpu -> Objects.requireNonNull(daemon.file.ring(cpu))
                        .statistics()
                        .pendingBytes())
                .sum();
    }
}
