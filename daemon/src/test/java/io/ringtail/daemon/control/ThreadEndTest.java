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
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Threads that end, or fail, inside an event while their process continues to run. */
@Timeout(200)
class ThreadEndTest {
    private static final byte[] PAYLOAD = new byte[40];
    private static final byte[] TOO_SHORT = new byte[0];
    private static final int SHARED = 16;

    @TempDir
    Path dir;

    private TestDaemon daemon;
    private TestTracer tracer;

    @BeforeEach
    void connect() throws Exception {
        daemon = new TestDaemon(dir);
        tracer = new TestTracer(dir);
    }

    @AfterEach
    void close() {
        tracer.close();
        daemon.close();
    }

    @Test
    void shouldSettleWhatAThreadThatEndedInsideAnEventOwed() throws Exception {
        Attachment attachment = attachment();
        AtomicInteger slot = new AtomicInteger();
        Thread thread = new Thread(() -> slot.set(failInAnOwnSlot(attachment)));
        thread.start();
        thread.join();
        int at = attachment.geometry().threadSlotOffset(slot.get());
        assertThat(statistics().pendingBytes()).isPositive();
        Eventually.until(
                "its slot is given back",
                () -> attachment.metadata().getIntAcquire(at + ThreadSlotDescriptor.TID_OFFSET) == 0);
        assertThat(attachment.metadata().getIntAcquire(at + ThreadSlotDescriptor.KIND_OFFSET))
                .isEqualTo(ThreadSlotDescriptor.EMPTY);
        assertThat(statistics().repaired()).isEqualTo(1);
        assertThat(statistics().pendingBytes()).isZero();
    }

    @Test
    void shouldKeepTheSlotOfALivingThread() throws Exception {
        Attachment attachment = attachment();
        int living = failInAnOwnSlot(attachment);
        Thread thread = new Thread(() -> failInAnOwnSlot(attachment));
        thread.start();
        thread.join();
        int at = attachment.geometry().threadSlotOffset(living);
        Eventually.until("the other one is given up", () -> abandoned(attachment) == 1);
        assertThat(attachment.metadata().getIntAcquire(at + ThreadSlotDescriptor.KIND_OFFSET))
                .isEqualTo(ThreadSlotDescriptor.EVENT);
        assertThat(statistics().repaired()).isZero();
    }

    @Test
    void shouldGetSharedSlotsBackWhoseBorrowersFailedInsideAnEvent() throws Exception {
        Attachment attachment = attachment();
        WriterRing ring = Objects.requireNonNull(attachment.rings().get(0));
        assertThat(attachment.writeShared(ring, PAYLOAD, PAYLOAD.length)).isTrue();
        for (int i = 0; i < SHARED; i++) {
            assertThatThrownBy(() -> attachment.writeShared(ring, TOO_SHORT, PAYLOAD.length))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
        assertThat(attachment.writeShared(ring, PAYLOAD, PAYLOAD.length)).isFalse();
        assertThat(statistics().noSlot()).isEqualTo(1);
        Eventually.until("a slot", () -> attachment.writeShared(ring, PAYLOAD, PAYLOAD.length));
        assertThat(statistics().repaired()).isEqualTo(SHARED);
        assertThat(statistics().ambiguous()).isZero();
        assertThat(statistics().pendingBytes()).isZero();
    }

    @Test
    @Tag("extensive")
    void shouldGoOnAfterOverflowsOfTheStackInsideEvents() throws Exception {
        try (Tracer application = Tracer.connect(dir)) {
            EventType tick =
                    application.event("load", "tick").u64("seq").string("note").register();
            assertThat(application.awaitReady(Duration.ofSeconds(20))).isTrue();
            IntConsumer write = depth -> tick.begin().u64(depth).string("deep").commit();
            Thread thread = new Thread(
                    null, () -> IntStream.range(0, 300).forEach(i -> overflow(write, i)), "overflowing", 1 << 18);
            thread.start();
            thread.join();
            Eventually.until("nothing is owed", () -> pendingBytes() == 0);
            assertThat(tick.begin().u64(1).string("after").commit()).isTrue();
        }
    }

    @Test
    void shouldLoseOneEventEachWhereTheOneThatTakesTheSlotBackFailsToo() throws Exception {
        Attachment attachment = attachment();
        WriterRing ring = Objects.requireNonNull(attachment.rings().get(0));
        OwnSlot own = Objects.requireNonNull(attachment.slots().takeOwn(Thread.currentThread(), 4711));
        assertThat(own.writeOwn(ring, PAYLOAD, PAYLOAD.length)).isEqualTo(OwnSlot.Result.WRITTEN);
        assertThat(failed(own, ring)).isTrue();
        Eventually.until("the sweep gives it up, the daemon settles it", () -> pendingBytes() == 0);
        Eventually.until("the event that takes the slot back fails", () -> failed(own, ring));
        Eventually.until("that is settled, too", () -> pendingBytes() == 0);
        Eventually.until(
                "the slot is used again", () -> own.writeOwn(ring, PAYLOAD, PAYLOAD.length) == OwnSlot.Result.WRITTEN);
        assertThat(statistics().repaired()).isEqualTo(2);
        assertThat(statistics().pendingBytes()).isZero();
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
    @Tag("extensive")
    void shouldGetSharedSlotsBackFromALivingThreadThatOverflowsInsideEvents() throws Exception {
        Attachment attachment = attachment();
        WriterRing ring = Objects.requireNonNull(attachment.rings().get(0));
        IntConsumer write = depth -> attachment.writeShared(ring, PAYLOAD, PAYLOAD.length);
        CountDownLatch overflown = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Thread thread = new Thread(
                null,
                () -> {
                    IntStream.range(0, 200).forEach(i -> overflow(write, i));
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
        assertThat(statistics().pendingBytes()).isZero();
        end.countDown();
        thread.join();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void overflow(IntConsumer write, int depth) {
        try {
            dive(write, depth);
        } catch (StackOverflowError e) {
            // The test checks what the error leaves behind.
        }
    }

    /** Writes ever closer to the end of the stack. */
    @SuppressWarnings("InfiniteRecursion") // on purpose
    private static int dive(IntConsumer write, int depth) {
        write.accept(depth);
        return dive(write, depth + 1) + 1;
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

    private Attachment attachment() throws Exception {
        Attachment attachment = tracer.attachment();
        Eventually.until(
                "CPU 0 is online",
                () -> (attachment.metadata().getLongAcquire(HeaderDescriptor.ONLINE_MASK_OFFSET) & 1) != 0);
        return attachment;
    }

    private RingStatistics statistics() {
        return Objects.requireNonNull(daemon.file.ring(0)).statistics();
    }

    private long pendingBytes() {
        return IntStream.range(0, 2)
                .mapToLong(cpu -> Objects.requireNonNull(daemon.file.ring(cpu))
                        .statistics()
                        .pendingBytes())
                .sum();
    }
}
