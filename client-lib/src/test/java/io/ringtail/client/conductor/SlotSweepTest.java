package io.ringtail.client.conductor;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.client.ring.ThreadSlots;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.memory.MappedRegion;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The times at which the sweep asks the daemon for more slots, and finds renamed threads. */
@Timeout(60)
class SlotSweepTest {
    private static final int GRANTED = 18;
    private static final int OWN = 2;
    private static final long HALF_A_SECOND_NS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long LATER_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Geometry sizes = new Geometry(BufferMode.OVERWRITE, 1, new RingGeometry(4096, 4), 1, GRANTED, 64);
    private final MappedRegion metadata =
            new MappedRegion(ByteBuffer.allocateDirect(sizes.metadataLength() + Long.BYTES)
                    .alignedSlice(Long.BYTES)
                    .slice(0, sizes.metadataLength()));
    private final List<String> names = new ArrayList<>();
    private final Signals signals = new Signals(() -> {});
    private final ThreadSlots slots =
            new ThreadSlots(metadata, sizes, true, signals::onShortage, (slot, tid, id, name) -> names.add(name));
    private final SlotSweep sweep = new SlotSweep(slots, signals);

    SlotSweepTest() {
        slots.grant(0, GRANTED);
    }

    private void takeAll() {
        for (int i = 0; i < OWN; i++) {
            assertThat(slots.takeOwn(Thread.currentThread(), 1)).isNotNull();
        }
        assertThat(slots.takeOwn(Thread.currentThread(), 1)).isNull();
    }

    @Test
    void shouldAskWhereAllSlotsAreTaken() {
        takeAll();
        sweep.doWork(0);
        assertThat(sweep.isShort()).isTrue();
        sweep.onGrant();
        assertThat(sweep.isShort()).isFalse();
    }

    @Test
    void shouldNotAskForAThreadThatReportsAfterSlotsHaveComeBack() {
        sweep.doWork(0);
        signals.onShortage();
        sweep.doWork(LATER_NS);
        assertThat(sweep.isShort()).isFalse();
        assertThat(signals.shortage()).isFalse();
    }

    @Test
    void shouldNotAskBeforeItHasLookedForEndedThreads() {
        sweep.doWork(0);
        signals.onShortage();
        assertThat(sweep.isShort()).isFalse();
    }

    @Test
    void shouldPauseWhereTheDaemonHasNoMore() {
        takeAll();
        sweep.doWork(0);
        sweep.askedInVain(0);
        sweep.doWork(LATER_NS);
        assertThat(sweep.isShort()).isFalse();
        sweep.doWork(TimeUnit.SECONDS.toNanos(2));
        assertThat(sweep.isShort()).isTrue();
    }

    @Test
    void shouldFindARenamedThreadWithinHalfASecond() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        Thread renamed = new Thread(() -> awaitUninterruptibly(end), "first");
        renamed.start();
        sweep.doWork(0);
        assertThat(sweep.leftNs(0)).as("nobody has a slot").isGreaterThan(HALF_A_SECOND_NS);
        assertThat(slots.takeOwn(renamed, 1)).isNotNull();
        // A thread that takes a slot wakes the conductor.
        long nowNs = LATER_NS;
        sweep.doWork(nowNs);
        for (int i = 0; i < 10; i++) {
            renamed.setName("name " + i);
            long renamedNs = nowNs;
            assertThat(sweep.leftNs(nowNs)).isLessThanOrEqualTo(HALF_A_SECOND_NS);
            nowNs += sweep.leftNs(nowNs);
            sweep.doWork(nowNs);
            assertThat(nowNs - renamedNs).isLessThanOrEqualTo(HALF_A_SECOND_NS);
            assertThat(names).endsWith("name " + i);
        }
        end.countDown();
        renamed.join();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
