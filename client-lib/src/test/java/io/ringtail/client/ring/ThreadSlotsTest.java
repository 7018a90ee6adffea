package io.ringtail.client.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.ClientDescriptor;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.RingDescriptor;
import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.layout.ThreadSlotDescriptor;
import io.ringtail.proto.memory.MappedRegion;
import java.lang.reflect.Field;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The owners of slots when a thread ends, fails or intervenes between two steps of another. */
@Timeout(60)
class ThreadSlotsTest {
    private static final int GRANTED = 20;
    private static final int OWN = GRANTED - ThreadSlots.LEAST_SHARED;

    private final Geometry sizes = new Geometry(BufferMode.OVERWRITE, 1, new RingGeometry(4096, 4), 1, GRANTED, 64);
    private final MappedRegion metadata =
            new MappedRegion(ByteBuffer.allocateDirect(sizes.metadataLength() + Long.BYTES)
                    .alignedSlice(Long.BYTES)
                    .slice(0, sizes.metadataLength()));
    private final AtomicInteger shortages = new AtomicInteger();

    private ThreadSlots slots(ThreadListener listener) {
        ThreadSlots slots = new ThreadSlots(metadata, sizes, true, shortages::incrementAndGet, listener);
        slots.grant(0, GRANTED);
        return slots;
    }

    private ThreadSlots slots() {
        return slots((slot, tid, id, name) -> {});
    }

    private WriterRing openRing() {
        RingGeometry geometry = sizes.ring();
        MappedRegion region = new MappedRegion(
                ByteBuffer.allocateDirect(geometry.regionLength() + Long.BYTES).alignedSlice(Long.BYTES));
        for (int subbuf = 0; subbuf < geometry.subbufCount(); subbuf++) {
            region.putLong(geometry.slotOffset(subbuf) + RingDescriptor.COMMIT_OFFSET, geometry.units());
        }
        return new WriterRing(0, region, geometry, BufferMode.OVERWRITE);
    }

    private static SharedSlot borrow(ThreadSlots slots, Thread borrower) {
        return Objects.requireNonNull(slots.borrow(0, borrower));
    }

    @Test
    void shouldLeaveASlotToTheBorrowerThatCameWhileTheSweepAskedForAnother() {
        ThreadSlots slots = slots();
        Thread ended = new Thread(() -> {});
        Thread next = new Thread(() -> {});
        SharedSlot slot = borrow(slots, ended);
        slots.reclaimShared(asked -> {
            if (asked == ended) {
                slots.giveBack(slot);
                assertThat(slots.borrow(0, next)).isSameAs(slot);
            }
            return asked == ended;
        });
        assertThat(slots.borrow(0, ended)).as("the next free one").isNotSameAs(slot);
        slots.reclaimShared(asked -> asked == next);
        assertThat(slots.borrow(0, ended)).isSameAs(slot);
    }

    @ParameterizedTest
    @CsvSource({"1, 64, 16", "17, 64, 17", "48, 64, 48", "1024, 64, 48", "1024, 20, 16", "1024, 10, 10", "64, 32, 24"})
    void shouldShareASlotForEachCpuAndLeaveSomeToThreads(int cpus, int granted, int shared) {
        Geometry geometry = new Geometry(BufferMode.OVERWRITE, cpus, new RingGeometry(4096, 4), 1, granted, 64);
        MappedRegion file = new MappedRegion(ByteBuffer.allocateDirect(geometry.metadataLength() + Long.BYTES)
                .alignedSlice(Long.BYTES)
                .slice(0, geometry.metadataLength()));
        ThreadSlots slots =
                new ThreadSlots(file, geometry, true, shortages::incrementAndGet, (slot, tid, id, name) -> {});
        slots.grant(0, granted);
        Set<SharedSlot> borrowed = new HashSet<>();
        for (int i = 0; i < shared; i++) {
            borrowed.add(Objects.requireNonNull(slots.borrow(cpus - 1, Thread.currentThread())));
        }
        assertThat(borrowed).hasSize(shared);
        assertThat(slots.borrow(0, Thread.currentThread())).isNull();
        int own = 0;
        while (slots.takeOwn(Thread.currentThread(), 1) != null) {
            own++;
        }
        assertThat(own).isEqualTo(granted - shared);
        borrowed.forEach(slots::giveBack);
        assertThat(slots.borrow(cpus - 1, Thread.currentThread())).isNotNull();
    }

    @Test
    void shouldTakeASlotFromABorrowerThatFailedAndNotFromOneThatBorrowedAgain() {
        ThreadSlots slots = slots();
        Thread thread = new Thread(() -> {});
        SharedSlot slot = borrow(slots, thread);
        slots.reclaimShared(asked -> {
            slots.giveBack(slot);
            assertThat(slots.borrow(0, thread)).isSameAs(slot);
            return false;
        });
        assertThat(slots.borrow(0, thread)).isNotSameAs(slot);
        slot.failed = slot.borrow();
        slots.reclaimShared(asked -> false);
        assertThat(slots.borrow(0, thread)).isSameAs(slot);
        assertThat(slot.hasFailed()).isFalse();
    }

    @Test
    void shouldKeepASharedSlotUntilWhatIsOwedIsSettled() {
        ThreadSlots slots = slots();
        Thread thread = new Thread(() -> {});
        SharedSlot slot = borrow(slots, thread);
        int kind = sizes.threadSlotOffset(slot.index) + ThreadSlotDescriptor.KIND_OFFSET;
        metadata.putIntRelease(kind, ThreadSlotDescriptor.EVENT);
        slot.failed = slot.borrow();
        slots.reclaimShared(asked -> false);
        assertThat(metadata.getIntAcquire(kind)).isEqualTo(ThreadSlotDescriptor.EVENT | ThreadSlotDescriptor.ABANDONED);
        assertThat(slots.areInUse()).isTrue();
        metadata.putIntRelease(kind, ThreadSlotDescriptor.EMPTY);
        slots.reclaimShared(asked -> false);
        assertThat(slots.areInUse()).isFalse();
    }

    @Test
    void shouldGetBackTheSlotOfAThreadThatCouldNotBeginForWantOfMemory() {
        AtomicInteger failures = new AtomicInteger();
        ThreadSlots slots = slots((slot, tid, id, name) -> {
            failures.incrementAndGet();
            throw new OutOfMemoryError("for a test");
        });
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < OWN; i++) {
                assertThatThrownBy(() -> slots.takeOwn(Thread.currentThread(), 1))
                        .isInstanceOf(OutOfMemoryError.class);
            }
            assertThat(slots.takeOwn(Thread.currentThread(), 1)).isNull();
            assertThat(slots.reclaim()).isEqualTo(OWN);
        }
        assertThat(failures).hasValue(3 * OWN);
        assertThat(shortages).hasValue(3);
    }

    @Test
    void shouldTakeBackAThreadsOwnSlotWhenItHasEnded() throws Exception {
        ThreadSlots slots = slots();
        Thread thread = new Thread(() -> slots.takeOwn(Thread.currentThread(), 1));
        thread.start();
        thread.join();
        OwnSlot mine = slots.takeOwn(Thread.currentThread(), 2);
        assertThat(slots.reclaim()).isEqualTo(1);
        assertThat(slots.reclaim()).isZero();
        assertThat(Objects.requireNonNull(mine).isBusy()).isFalse();
    }

    @Test
    void shouldLeaveToTheDaemonWhatAFailedThreadOwes() {
        ThreadSlots slots = slots();
        OwnSlot own = Objects.requireNonNull(slots.takeOwn(Thread.currentThread(), 1));
        WriterRing ring = openRing();
        assertThatThrownBy(() -> own.writeOwn(ring, new byte[0], 40)).isInstanceOf(RuntimeException.class);
        assertThat(own.step).as("of the next event").isEqualTo(RingWriter.BEFORE);
        slots.revoke();
        assertThat(slots.areLeft()).isTrue();
        assertThat(own.writeOwn(ring, new byte[40], 40)).isEqualTo(OwnSlot.Result.OWING);
    }

    @Test
    void shouldOweNothingAfterAnOverflowBeforeTheEventTookAnything() {
        OwnSlot own = Objects.requireNonNull(slots().takeOwn(Thread.currentThread(), 1));
        int kind = sizes.threadSlotOffset(own.number()) + ThreadSlotDescriptor.KIND_OFFSET;
        WriterRing ring = openRing();
        assertThat(own.writeOwn(ring, new byte[40], 40)).isEqualTo(OwnSlot.Result.WRITTEN);
        for (int step : new int[] {RingWriter.BEGUN, RingWriter.BEFORE}) {
            metadata.putIntRelease(kind, ThreadSlotDescriptor.EVENT);
            own.step = step;
            assertThat(own.fail(new StackOverflowError("for a test"))).isTrue();
            OwnSlot.Result next = own.writeOwn(ring, new byte[40], 40);
            boolean known = step == RingWriter.BEGUN;
            assertThat(next).isEqualTo(known ? OwnSlot.Result.WRITTEN : OwnSlot.Result.OWING);
        }
        assertThat(metadata.getIntAcquire(kind)).isEqualTo(ThreadSlotDescriptor.EVENT | ThreadSlotDescriptor.ABANDONED);
        own.step = RingWriter.BEGUN;
        own.fail(new StackOverflowError("for a test"));
        assertThat(own.writeOwn(ring, new byte[40], 40)).as("the daemon's").isEqualTo(OwnSlot.Result.OWING);
    }

    @Test
    void shouldNotSettleWhatTheNextHolderOfASlotWrites() {
        ThreadSlots slots = slots();
        OwnSlot before = Objects.requireNonNull(slots.takeOwn(Thread.currentThread(), 1));
        OwnSlot after = Objects.requireNonNull(slots.takeOwn(Thread.currentThread(), 1));
        WriterRing ring = openRing();
        before.fail(new StackOverflowError("for a test"));
        slots.revoke();
        assertThat(slots.areLeft()).isTrue();
        after.fail(new StackOverflowError("for a test"));
        for (OwnSlot own : List.of(before, after)) {
            int kind = sizes.threadSlotOffset(own.number()) + ThreadSlotDescriptor.KIND_OFFSET;
            metadata.putIntRelease(kind, ThreadSlotDescriptor.EVENT);
            assertThat(own.writeOwn(ring, new byte[40], 40)).isEqualTo(OwnSlot.Result.OWING);
            assertThat(metadata.getIntAcquire(kind)).isEqualTo(ThreadSlotDescriptor.EVENT);
        }
    }

    @Test
    void shouldNotLeaveASlotThatItsThreadIsSettling() throws Exception {
        ThreadSlots slots = slots();
        OwnSlot own = Objects.requireNonNull(slots.takeOwn(Thread.currentThread(), 1));
        own.fail(new StackOverflowError("for a test"));
        set(own, "settler", Thread.currentThread());
        slots.revoke();
        Thread conductor = new Thread(() -> assertThat(slots.areLeft()).isFalse());
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        conductor.setUncaughtExceptionHandler((thread, e) -> thrown.set(e));
        conductor.start();
        conductor.join();
        assertThat(thrown).hasNullValue();
    }

    @Test
    void shouldTakeADroppedEventForCounted() {
        RingWriter writer = new RingWriter(metadata, sizes.threadSlotOffset(0), NanoClock.MONOTONIC);
        assertThat(writer.write(fullRing(), new byte[40], 40)).isFalse();
        assertThat(writer.step).isNotEqualTo(RingWriter.BEFORE);
    }

    @Test
    void shouldTakeBackASlotIfTheStackEndsBetweenTheStepsOfItsReturn() {
        ThreadSlots slots = overflow(SharedSlot::endBorrow);
        slots.reclaimShared(asked -> false);
        assertThat(slots.areInUse()).isFalse();
    }

    @Test
    void shouldThrowAnOverflowInTheClosingOfASubBufferSinceTheEventIsNotCounted() {
        assertThat(overflow(slot -> slot.writer.step = RingWriter.BEFORE).areInUse())
                .isTrue();
    }

    /** Lets a borrower's stack end, once its slot has been brought into a state, and expects that this is thrown. */
    private ThreadSlots overflow(Consumer<SharedSlot> state) {
        ThreadSlots slots = slots();
        SharedSlot slot = borrow(slots, Thread.currentThread());
        slots.giveBack(slot);
        slots.recall();
        SharedWriters writers = new SharedWriters(slots, () -> {
            state.accept(slot);
            throw new StackOverflowError("for a test");
        });
        assertThatThrownBy(() -> writers.write(openRing(), new byte[8], 8)).isInstanceOf(StackOverflowError.class);
        return slots;
    }

    /** Loading a class needs stack: a loader that has found this one is recorded, and not asked again. */
    @Test
    void shouldHaveLoadedWhatAHandlerWithoutStackTestsFor() throws Exception {
        try (OwnLoader loader = new OwnLoader()) {
            Class.forName(RingWriter.class.getName(), true, loader);
            assertThat(loader.hasFound(StackOverflowError.class)).isTrue();
            assertThat(loader.hasFound(ArrayStoreException.class)).isFalse();
        }
    }

    /** Defines the client's classes itself. */
    private static final class OwnLoader extends URLClassLoader {
        OwnLoader() {
            super(
                    Stream.of(RingWriter.class, MappedRegion.class)
                            .map(type ->
                                    type.getProtectionDomain().getCodeSource().getLocation())
                            .toArray(URL[]::new),
                    null);
        }

        boolean hasFound(Class<?> type) {
            return findLoadedClass(type.getName()) == type;
        }
    }

    /** A ring that drops every event. */
    private WriterRing fullRing() {
        RingGeometry geometry = sizes.ring();
        MappedRegion region = new MappedRegion(
                ByteBuffer.allocateDirect(geometry.regionLength() + Long.BYTES).alignedSlice(Long.BYTES));
        return new WriterRing(0, region, geometry, BufferMode.OVERWRITE);
    }

    @Test
    void shouldWaitForABorrowerButNotForOneThatFailed() {
        ThreadSlots slots = slots();
        Thread thread = new Thread(() -> {});
        SharedSlot slot = borrow(slots, thread);
        metadata.putIntRelease(
                sizes.threadSlotOffset(slot.index) + ThreadSlotDescriptor.KIND_OFFSET, ThreadSlotDescriptor.EVENT);
        slots.revoke();
        assertThat(slots.areLeft()).isFalse();
        slot.failed = slot.borrow();
        slots.reclaimShared(asked -> false);
        assertThat(slots.areLeft()).isTrue();
    }

    @Test
    void shouldNotTakeASlotForAFailureThatWasMarkedAfterTheEvent() {
        ThreadSlots slots = slots();
        Thread thread = new Thread(() -> {});
        SharedSlot slot = borrow(slots, thread);
        int borrow = slot.borrow();
        slots.giveBack(slot);
        slot.failed = borrow;
        assertThat(slots.borrow(0, thread)).isSameAs(slot);
        slots.reclaimShared(asked -> false);
        assertThat(slots.borrow(0, thread)).as("the slot is borrowed still").isNotSameAs(slot);
    }

    @Test
    void shouldTakeBackWhatABorrowerGivesUpThatCouldNotMarkIt() {
        ThreadSlots slots = slots();
        Thread thread = new Thread(() -> {});
        SharedSlot slot = borrow(slots, thread);
        slots.giveUpBorrowed(thread);
        assertThat(slots.borrow(0, thread)).isNotSameAs(slot);
        slots.reclaimShared(asked -> false);
        assertThat(slots.borrow(0, thread)).isSameAs(slot);
    }

    @Test
    void shouldWriteOnAfterAFailureThatWasThrownBetweenTheStepsOfSettling() throws Exception {
        ThreadSlots slots = slots();
        OwnSlot own = Objects.requireNonNull(slots.takeOwn(Thread.currentThread(), 1));
        WriterRing ring = openRing();
        set(own, "failed", true);
        set(own, "settler", Thread.currentThread());
        assertThat(own.writeOwn(ring, new byte[40], 40)).isEqualTo(OwnSlot.Result.WRITTEN);
        set(own, "failed", true);
        slots.reclaim();
        assertThat(own.writeOwn(ring, new byte[40], 40)).isEqualTo(OwnSlot.Result.WRITTEN);
    }

    private static void set(OwnSlot slot, String field, Object value) throws ReflectiveOperationException {
        Field declared = OwnSlot.class.getDeclaredField(field);
        declared.setAccessible(true);
        declared.set(slot, value);
    }

    @Test
    void shouldCountWhatIsNotWrittenSinceTheSlotsWereRecalled() {
        ThreadSlots slots = slots();
        Attachment attachment = new Attachment(metadata, sizes, new RingTable(1), slots, 0, cpu -> {});
        WriterRing ring = openRing();
        byte[] payload = new byte[8];
        slots.recall();
        assertThat(attachment.writeShared(ring, payload, payload.length)).isFalse();
        attachment.countRefused(true);
        assertThat(unplaced()).isEqualTo(2);
        slots.revoke();
        assertThat(attachment.writeShared(ring, payload, payload.length)).isFalse();
        attachment.countRefused(true);
        assertThat(unplaced()).isEqualTo(2);
    }

    private long unplaced() {
        return metadata.getLongOpaque(sizes.clientOffset(0) + ClientDescriptor.UNPLACED_OFFSET);
    }

    @Test
    void shouldLetNobodyWriteOnceTheSlotsAreRevoked() {
        ThreadSlots slots = slots();
        OwnSlot before = Objects.requireNonNull(slots.takeOwn(Thread.currentThread(), 1));
        slots.revoke();
        assertThat(slots.takeOwn(Thread.currentThread(), 1)).isNull();
        WriterRing ring = new WriterRing(
                0,
                new MappedRegion(ByteBuffer.allocateDirect(sizes.ring().regionLength())),
                sizes.ring(),
                BufferMode.OVERWRITE);
        byte[] payload = new byte[40];
        assertThat(before.writeOwn(ring, payload, payload.length)).isEqualTo(OwnSlot.Result.REVOKED);
        assertThat(new SharedWriters(slots, () -> {}).write(ring, payload, payload.length))
                .isFalse();
        assertThat(slots.areLeft()).isTrue();
    }
}
