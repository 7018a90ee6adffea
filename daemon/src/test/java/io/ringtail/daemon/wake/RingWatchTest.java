package io.ringtail.daemon.wake;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.daemon.buffer.RingReader;
import io.ringtail.daemon.buffer.StartAt;
import io.ringtail.daemon.http.ServedFile;
import io.ringtail.daemon.http.WrittenRing;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The watch over real rings, with an executor of one thread as the event loop. */
@Timeout(120)
final class RingWatchTest {
    private static final int TID = 7;
    private static final long FOREVER_NS = TimeUnit.HOURS.toNanos(1);
    private static final long SHORT_NS = 20_000;

    @TempDir
    private Path directory;

    private ServedFile daemon;
    private WrittenRing first;
    private RingWatch watch;
    private final ExecutorService loop = Executors.newSingleThreadExecutor();

    @BeforeEach
    void open() throws Exception {
        daemon = new ServedFile(directory);
        first = daemon.addRing(0);
        watch = new RingWatch(
                daemon.buffer(), Thread::new, new Ticks(SHORT_NS, SHORT_NS, SHORT_NS, SHORT_NS), System::nanoTime);
        watch.start();
    }

    @AfterEach
    void close() throws Exception {
        watch.close();
        loop.shutdown();
        assertThat(loop.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        daemon.close();
    }

    /** A receiver that polls a ring, and sleeps for as long as nothing moves. */
    private final class Tail {
        private final RingReader reader;
        private final ByteBuffer page = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
        private final Semaphore received = new Semaphore(0);
        private final AtomicInteger polls = new AtomicInteger();
        private final boolean whole;
        private final Sleeper sleeper;

        Tail(int cpu, boolean whole) throws Exception {
            this.whole = whole;
            BufferFile buffer = daemon.buffer();
            reader = Objects.requireNonNull(buffer.ring(cpu)).openReader(StartAt.OLDEST, false);
            BitSet cpus = new BitSet();
            cpus.set(cpu);
            sleeper = loop.submit(() -> watch.sleeper(loop, cpus, this::turn)).get();
            loop.execute(this::turn);
        }

        private void turn() {
            polls.incrementAndGet();
            while (reader.poll(page, !whole) > 0) {
                received.release(reader.page().events());
            }
            boolean rests = whole || reader.caughtUp();
            sleeper.sleep(System.nanoTime(), rests ? FOREVER_NS : 0, whole);
        }

        void awaitEvent() throws InterruptedException {
            assertThat(received.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void shouldLoseNoWakeUpOfACommitThatRacesWithGoingToSleep() throws Exception {
        Tail tail = new Tail(0, false);
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 20_000; i++) {
            first.write(TID, System.nanoTime());
            tail.awaitEvent();
            // Long enough for the turn, for going to sleep and for the watch's rest in turns.
            long untilNs = System.nanoTime() + random.nextInt(30_000);
            while (System.nanoTime() < untilNs) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void shouldLoseNoWakeUpOfATailThatSleepsAndRisesByItself() throws Exception {
        Tail tail = new Tail(0, false);
        Tail other = new Tail(0, false);
        for (int i = 0; i < 5_000; i++) {
            loop.execute(other::turn);
            first.write(TID, System.nanoTime());
            tail.awaitEvent();
            other.awaitEvent();
        }
    }

    @Test
    void shouldWakeOnlyTheReceiversWhoseRingsHaveMoved() throws Exception {
        daemon.addRing(1);
        Tail tail = new Tail(0, false);
        Tail idle = new Tail(1, false);
        for (int i = 0; i < 100; i++) {
            first.write(TID, System.nanoTime());
            tail.awaitEvent();
        }
        // One for its begin, and one since the ring was new to the watch.
        assertThat(idle.polls).hasValueLessThanOrEqualTo(2);
    }

    @Test
    void shouldWakeForWholeSubBuffersOnlyOnceOneIsFull() throws Exception {
        Tail tail = new Tail(0, true);
        Tail parts = new Tail(0, false);
        for (int i = 0; i < ServedFile.EVENTS_A_PAGE - 1; i++) {
            first.write(TID, System.nanoTime());
            parts.awaitEvent();
        }
        assertThat(tail.received.availablePermits()).isZero();
        assertThat(tail.polls).hasValueLessThanOrEqualTo(3);
        first.write(TID, System.nanoTime());
        tail.awaitEvent();
    }

    @Test
    void shouldWakeForARingThatIsNew() throws Exception {
        CountDownLatch woken = new CountDownLatch(1);
        BitSet cpus = new BitSet();
        cpus.set(2);
        loop.execute(() -> watch.sleeper(loop, cpus, woken::countDown).sleep(System.nanoTime(), FOREVER_NS, false));
        assertThat(woken.await(20, TimeUnit.MILLISECONDS)).isFalse();
        daemon.addRing(2);
        assertThat(woken.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shouldWakeAtItsTimeWithoutAMovement() throws Exception {
        CountDownLatch woken = new CountDownLatch(1);
        long begunNs = System.nanoTime();
        long mostNs = TimeUnit.MILLISECONDS.toNanos(30);
        loop.execute(() -> watch.sleeper(loop, new BitSet(), woken::countDown).sleep(System.nanoTime(), mostNs, false));
        assertThat(woken.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(System.nanoTime() - begunNs).isGreaterThanOrEqualTo(mostNs);
    }

    @Test
    void shouldWakeNoReceiverThatHasGivenUpItsPlaceOrIsAwake() throws Exception {
        AtomicInteger wakeUps = new AtomicInteger();
        Tail tail = new Tail(0, false);
        BitSet cpus = new BitSet();
        cpus.set(0);
        loop.submit(() -> {
                    Sleeper gone = watch.sleeper(loop, cpus, wakeUps::incrementAndGet);
                    gone.sleep(System.nanoTime(), FOREVER_NS, false);
                    gone.close();
                    Sleeper awake = watch.sleeper(loop, cpus, wakeUps::incrementAndGet);
                    awake.sleep(System.nanoTime(), FOREVER_NS, false);
                    awake.rise();
                })
                .get();
        for (int i = 0; i < 100; i++) {
            first.write(TID, System.nanoTime());
            tail.awaitEvent();
        }
        assertThat(wakeUps).hasValue(0);
    }

    /** As a failure in one CPU's part of a recording ends all of them. */
    @Test
    void shouldLetOneThatIsWokenGiveUpThePlacesOfOthers() throws Exception {
        Semaphore wakeUps = new Semaphore(0);
        List<Sleeper> places = new ArrayList<>();
        BitSet cpus = new BitSet();
        cpus.set(0);
        Runnable endAll = () -> {
            wakeUps.release();
            places.forEach(Sleeper::close);
        };
        Tail before = new Tail(0, false);
        loop.submit(() -> {
                    for (int i = 0; i < 10; i++) {
                        Sleeper place = watch.sleeper(loop, cpus, endAll);
                        places.add(place);
                        place.sleep(System.nanoTime(), FOREVER_NS, false);
                    }
                })
                .get();
        Tail after = new Tail(0, false);
        for (int i = 0; i < 10; i++) {
            first.write(TID, System.nanoTime());
            before.awaitEvent();
            after.awaitEvent();
        }
        assertThat(wakeUps.availablePermits()).isOne();
    }

    @Test
    void shouldRestWhileNobodySleepsAndEndItsThreadWhenClosed() throws Exception {
        AtomicInteger started = new AtomicInteger();
        Thread[] thread = new Thread[1];
        RingWatch resting = new RingWatch(daemon.buffer(), task -> {
            started.incrementAndGet();
            thread[0] = new Thread(task);
            return thread[0];
        });
        resting.start();
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (LockSupport.getBlocker(thread[0]) != resting && System.nanoTime() < deadlineNs) {
            Thread.onSpinWait();
        }
        assertThat(LockSupport.getBlocker(thread[0])).isSameAs(resting);
        resting.close();
        assertThat(thread[0].isAlive()).isFalse();
        assertThat(started).hasValue(1);
    }

    @Test
    void shouldHaveAProblemWhileItsThreadStandsStillAndNoneWhileItRests() throws Exception {
        AtomicLong nowNs = new AtomicLong(1);
        CountDownLatch standing = new CountDownLatch(1);
        RingWatch other = new RingWatch(
                daemon.buffer(),
                task -> new Thread(() -> {
                    awaitUninterrupted(standing);
                    task.run();
                }),
                new Ticks(),
                nowNs::get);
        other.start();
        assertThat(other.problem()).isEmpty();
        nowNs.addAndGet(TimeUnit.SECONDS.toNanos(11));
        assertThat(other.problem()).isEqualTo("it has not completed an iteration for 11 s");
        standing.countDown();
        awaitNoProblem(other);
        nowNs.addAndGet(TimeUnit.SECONDS.toNanos(11));
        awaitNoProblem(other);
        other.close();
        nowNs.addAndGet(TimeUnit.SECONDS.toNanos(11));
        assertThat(other.problem()).isEmpty();
    }

    private static void awaitNoProblem(RingWatch watch) {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!watch.problem().isEmpty() && System.nanoTime() < deadlineNs) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        assertThat(watch.problem()).isEmpty();
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
