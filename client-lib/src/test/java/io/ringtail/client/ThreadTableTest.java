package io.ringtail.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The owners of the table's entries, with threads that are hard to identify. */
@Timeout(120)
class ThreadTableTest {
    private final Threads threads = new Threads();

    /** A thread that returns arbitrary ids. */
    private static final class Masked extends Thread {
        private final LongSupplier id;

        Masked(LongSupplier id, Runnable body) {
            super(body);
            this.id = id;
        }

        @Override
        public long getId() {
            return id.getAsLong();
        }
    }

    @Test
    void shouldKeepOneRecordForAThreadThatLosesItsThreadLocals() throws Exception {
        Set<EventRecord> records = ConcurrentHashMap.newKeySet();
        Set<Thread> workers = ConcurrentHashMap.newKeySet();
        for (int task = 0; task < 5_000; task++) {
            // Not runAsync, which starts a thread for each task on a machine with two CPUs.
            ForkJoinPool.commonPool()
                    .submit(() -> {
                        workers.add(Thread.currentThread());
                        records.add(used(threads));
                    })
                    .get();
        }
        assertThat(records).hasSameSizeAs(workers);
        assertThat(threads.size()).isEqualTo(workers.size());
    }

    @Test
    void shouldKeepThreadsOfTheSameIdApart() throws Exception {
        int count = 40;
        Set<EventRecord> records = Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
        CountDownLatch together = new CountDownLatch(count);
        List<Thread> same = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            same.add(new Masked(() -> 7, () -> {
                EventRecord first = used(threads);
                records.add(first);
                together.countDown();
                await(together);
                for (int event = 0; event < 1_000; event++) {
                    assertSame(first, used(threads));
                }
            }));
        }
        runAll(same);
        assertThat(records).hasSize(count);
    }

    @Test
    void shouldFindTheRecordOfAThreadWhoseIdChangesOrFails() throws Exception {
        AtomicLong random = new AtomicLong(1);
        AtomicReference<@Nullable Throwable> wrong = new AtomicReference<>();
        List<LongSupplier> ids = List.of(
                () -> random.updateAndGet(x -> x * 6364136223846793005L + 1442695040888963407L),
                () -> {
                    throw new IllegalStateException("no id today");
                },
                () -> Long.MIN_VALUE,
                () -> -1);
        for (LongSupplier id : ids) {
            Thread thread = new Masked(id, () -> {
                EventRecord first = used(threads);
                for (int event = 0; event < 1_000; event++) {
                    assertSame(first, used(threads));
                }
            });
            thread.setUncaughtExceptionHandler((which, thrown) -> wrong.set(thrown));
            thread.start();
            thread.join();
        }
        assertThat(wrong.get()).isNull();
        assertThat(threads.size()).isEqualTo(ids.size());
    }

    @Test
    void shouldForgetThreadsThatHaveEndedWithTheSweep() throws Exception {
        for (int i = 0; i < 50; i++) {
            runAll(List.of(new Thread(() -> used(threads))));
        }
        EventRecord mine = used(threads);
        threads.sweep();
        assertThat(threads.size()).isEqualTo(1);
        assertSame(mine, used(threads));
    }

    @Test
    @Tag("extensive")
    void shouldStayBoundedWithoutAnySweepFromOutside() throws Exception {
        int most = 0;
        for (int i = 0; i < 10_000; i++) {
            Thread thread = new Thread(() -> used(threads));
            thread.start();
            thread.join();
            most = Math.max(most, threads.size());
        }
        assertThat(most).isLessThan(200);
    }

    @Test
    void shouldGrowWithTheThreadsThatLiveAndShrinkAgain() throws Exception {
        int count = 1_500;
        CountDownLatch written = new CountDownLatch(count);
        CountDownLatch go = new CountDownLatch(1);
        AtomicLong wrong = new AtomicLong();
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Thread thread = new Thread(
                    null,
                    () -> {
                        EventRecord first = used(threads);
                        written.countDown();
                        await(go);
                        wrong.addAndGet(first == used(threads) ? 0 : 1);
                    },
                    "many",
                    1 << 16);
            all.add(thread);
            thread.start();
        }
        written.await();
        assertThat(threads.size()).isEqualTo(count);
        threads.sweep();
        go.countDown();
        for (Thread thread : all) {
            thread.join();
        }
        assertThat(wrong).hasValue(0);
        threads.sweep();
        assertThat(threads.size()).isZero();
    }

    @Test
    @Tag("extensive")
    void shouldSweepWhileThreadsComeAndGo() throws Exception {
        AtomicLong wrong = new AtomicLong();
        CountDownLatch done = new CountDownLatch(4);
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.add(new Thread(() -> {
                for (int round = 0; round < 2_000; round++) {
                    Thread child = new Thread(() -> {
                        EventRecord first = used(threads);
                        for (int event = 0; event < 20; event++) {
                            wrong.addAndGet(first == used(threads) ? 0 : 1);
                        }
                    });
                    child.start();
                    join(child);
                }
                done.countDown();
            }));
        }
        all.forEach(Thread::start);
        while (done.getCount() > 0) {
            threads.sweep();
            Thread.onSpinWait();
        }
        threads.sweep();
        assertThat(wrong).hasValue(0);
        assertThat(threads.size()).isLessThanOrEqualTo(4);
    }

    @Test
    void shouldPinNeitherThreadsNorItself() throws Exception {
        Threads own = new Threads();
        WeakReference<Threads> gone = new WeakReference<>(own);
        CountDownLatch written = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Thread pooled = writer(own, written, end);
        pooled.start();
        written.await();
        own = null;
        awaitGone(gone);
        end.countDown();
        pooled.join();
        WeakReference<Thread> thread = new WeakReference<>(pooled);
        pooled = null;
        awaitGone(thread);
    }

    private static Thread writer(Threads of, CountDownLatch written, CountDownLatch end) {
        AtomicReference<@Nullable Threads> once = new AtomicReference<>(of);
        return new Thread(() -> {
            writeWith(once.getAndSet(null));
            written.countDown();
            await(end);
        });
    }

    private static void writeWith(@Nullable Threads of) {
        if (of != null) {
            used(of);
        }
    }

    @Test
    void shouldHaveNoRecordsOnceClosed() throws Exception {
        used(threads);
        threads.close();
        assertThat(threads.size()).isZero();
        EventRecord nowhere = threads.record();
        assertThat(nowhere.begin(null).u64(1).string("text").commit()).isFalse();
        Thread other = new Thread(() -> assertSame(nowhere, threads.record()));
        runAll(List.of(other));
        assertThat(threads.size()).isZero();
    }

    private static EventRecord used(Threads of) {
        EventRecord record = of.record().begin(null);
        record.commit();
        return record;
    }

    private static void assertSame(EventRecord expected, EventRecord actual) {
        if (expected != actual) {
            throw new AssertionError("another record than before");
        }
    }

    private static void runAll(List<Thread> all) throws InterruptedException {
        AtomicReference<@Nullable Throwable> wrong = new AtomicReference<>();
        for (Thread thread : all) {
            thread.setUncaughtExceptionHandler((which, thrown) -> wrong.set(thrown));
            thread.start();
        }
        for (Thread thread : all) {
            thread.join();
        }
        assertThat(wrong.get()).isNull();
    }

    private static void awaitGone(WeakReference<?> reference) throws InterruptedException {
        for (int i = 0; i < 1_000 && reference.get() != null; i++) {
            System.gc();
            Thread.sleep(10);
        }
        assertThat(reference.get()).isNull();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
