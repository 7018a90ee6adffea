package io.ringtail.daemon.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.daemon.log.RemoteLog;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.EventTableDescriptor;
import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.layout.ThreadSlotDescriptor;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random schedules of the client's own writers, one access to shared memory at a time, with kills, stops, a repairer
 * and a fencing reader. A failure names its seed; {@code -Dringtail.explore.seeds=N} explores longer.
 */
@Timeout(3600)
class RingExplorationTest {
    private static final int SEEDS = Integer.getInteger("ringtail.explore.seeds", 30);
    private static final int WRITERS = 3;
    private static final int STEPS = 3000;
    private static final int UNITS = 1024;
    private static final int SUBBUFS = 4;

    @ParameterizedTest
    @EnumSource(BufferMode.class)
    @Tag("extensive")
    @Tag("once")
    void shouldKeepEachEventAndEachAccountOnRandomSchedules(BufferMode mode) throws Exception {
        for (int seed = 1; seed <= SEEDS; seed++) {
            try {
                new Exploration(mode, seed).run();
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    /** The permitted times of a completed event. */
    private record Span(long from, long to) {}

    private static final class Exploration {
        final TestRing ring;
        final Random random;
        final Semaphore scheduler = new Semaphore(0);
        final Map<Integer, Span> completed = new HashMap<>();
        private final UnsafeBuffer metadata;
        private final RingRepair repair;
        private final RingReader reader;
        private final TestRing.Delivered delivered = new TestRing.Delivered();
        private final List<Writer> writers = new ArrayList<>();
        /** Keyed by the number of events that had been delivered. */
        private final TreeMap<Integer, Long> fences = new TreeMap<>();

        private int nextSequence = 1000;
        private int kills;

        Exploration(BufferMode mode, int seed) {
            random = new Random(seed);
            ring = new TestRing(UNITS * 4, SUBBUFS, mode);
            ring.startAt(random.nextInt(3) == 0 ? (1L << (RingGeometry.POSITION_BITS - 10)) - 2 : 0, 1L << 40);
            metadata = new UnsafeBuffer(ring.metadataMemory);
            repair = new RingRepair(
                    metadata, ring.sizes, cpu -> cpu == 0 ? ring.ring : null, new RemoteLog(System::nanoTime));
            reader = ring.ring.openReader(StartAt.OLDEST, true);
        }

        void run() throws InterruptedException {
            for (int slot = 0; slot < WRITERS; slot++) {
                writers.add(new Writer(this, slot));
            }
            for (int step = 0; step < STEPS; step++) {
                act();
            }
            for (Writer writer : writers) {
                writer.kill();
            }
            assertThat(settle()).as("settled after all have died").isTrue();
            goOn();
            check();
        }

        private void act() throws InterruptedException {
            ring.clock.addAndGet(random.nextInt(200) == 0 ? 200_000_000 : random.nextInt(20));
            Writer writer = writers.get(random.nextInt(WRITERS));
            int choice = random.nextInt(300);
            if (choice == 0) {
                writer.kill();
                kills++;
            } else if (choice == 1) {
                writer.stoppedFor = random.nextInt(400);
            } else if (choice < 8) {
                ring.readerClock.addAndGet(random.nextInt(40_000_000));
                ring.drain(reader, delivered);
                fence();
            } else if (choice < 14) {
                settle();
            } else {
                writer.step();
            }
        }

        /** Fences: events that arrive from now on are not older than the fence. */
        private void fence() {
            long fence = reader.fence(ring.clock.get(), ring.clock::get);
            if (fence != RingReader.NOT_FENCED) {
                assertThat(fence).isEqualTo(ring.clock.get());
                fences.put(delivered.events.size(), fence);
            }
        }

        /** Settles the debts of the dead, and replaces those that are settled. */
        private boolean settle() throws InterruptedException {
            BitSet dead = new BitSet();
            BitSet live = new BitSet();
            for (Writer writer : writers) {
                (writer.dead ? dead : live).set(writer.slot);
            }
            BitSet left = repair.settle(dead, live);
            for (int slot = dead.nextSetBit(0); slot >= 0; slot = dead.nextSetBit(slot + 1)) {
                int kind = metadata.getInt(ring.sizes.threadSlotOffset(slot) + ThreadSlotDescriptor.KIND_OFFSET);
                assertThat(kind != ThreadSlotDescriptor.EMPTY).isEqualTo(left.get(slot));
                if (!left.get(slot) && !live.isEmpty()) {
                    writers.set(slot, new Writer(this, slot));
                }
            }
            return left.isEmpty();
        }

        private void goOn() {
            int last = nextSequence + 3 * SUBBUFS * UNITS / 20;
            io.ringtail.client.ring.RingWriter writer = ring.writer(WRITERS);
            while (nextSequence < last) {
                long now = ring.clock.addAndGet(10);
                if (ring.write(writer, nextSequence, 76)) {
                    completed.put(nextSequence, new Span(now, now));
                }
                nextSequence++;
                ring.drain(reader, delivered);
            }
        }

        private void check() {
            RingStatistics statistics = ring.ring.statistics();
            assertThat(delivered.events.size() + delivered.lost).isEqualTo(statistics.written() + statistics.dropped());
            assertThat(statistics.written() - statistics.repaired())
                    .isBetween(
                            (long) completed.size() - statistics.ambiguous(),
                            (long) completed.size() + kills + WRITERS);
            assertThat(delivered.events).extracting(TestRing.Event::timestamp).isSorted();
            for (int i = 0; i < delivered.events.size(); i++) {
                Map.Entry<Integer, Long> fence = fences.floorEntry(i);
                assertThat(delivered.events.get(i).timestamp())
                        .isGreaterThanOrEqualTo(fence == null ? 0 : fence.getValue());
            }
            BitSet seen = new BitSet();
            for (TestRing.Event event : delivered.events) {
                Span span = completed.get(event.sequence());
                if (span != null) {
                    assertThat(event.timestamp()).isBetween(span.from(), span.to());
                }
                boolean hole = event.sequence() == EventTableDescriptor.LOST_EVENT_ID;
                assertThat(!hole && seen.get(event.sequence()))
                        .as("%s twice", event)
                        .isFalse();
                seen.set(event.sequence());
            }
            for (int slot = 0; slot < SUBBUFS; slot++) {
                int units = RingGeometry.committedUnits(ring.ring.commitAcquire(slot));
                boolean current =
                        ring.geometry.slot(ring.geometry.subbuf(RingGeometry.position(ring.ring.reserveAcquire())))
                                == slot;
                assertThat(units == UNITS || current)
                        .as("slot %s is free", slot)
                        .isTrue();
            }
        }
    }

    /** A writer on its own thread, which waits for its turn before each access. */
    private static final class Writer {
        final int slot;
        boolean dead;
        int stoppedFor;
        private final Exploration exploration;
        private final Semaphore turn = new Semaphore(0);
        private final Thread thread;
        private volatile boolean killed;

        Writer(Exploration exploration, int slot) {
            this.exploration = exploration;
            this.slot = slot;
            this.thread = new Thread(this::run, "writer-" + slot);
            thread.setDaemon(true);
            thread.start();
        }

        void step() throws InterruptedException {
            if (dead || stoppedFor-- > 0) {
                return;
            }
            stoppedFor = 0;
            turn.release();
            exploration.scheduler.acquire();
        }

        void kill() throws InterruptedException {
            if (!dead) {
                dead = true;
                killed = true;
                turn.release();
                thread.join();
            }
        }

        private void run() {
            SteppedWriter writer = new SteppedWriter(exploration.ring, slot);
            turn.acquireUninterruptibly();
            try {
                while (!killed) {
                    writeOne(writer);
                }
            } catch (SteppedWriter.Abandoned e) {
                turn.drainPermits();
            }
        }

        private void writeOne(SteppedWriter writer) {
            int sequence = exploration.nextSequence++;
            int words = 2 + exploration.random.nextInt(exploration.random.nextInt(10) == 0 ? 300 : 30);
            long from = exploration.ring.clock.get();
            if (writer.write(TestRing.payload(sequence, words * 4), this::await)) {
                exploration.completed.put(sequence, new Span(from, exploration.ring.clock.get()));
            }
        }

        private void await() {
            exploration.scheduler.release();
            turn.acquireUninterruptibly();
            if (killed) {
                throw new SteppedWriter.Abandoned();
            }
        }
    }
}
