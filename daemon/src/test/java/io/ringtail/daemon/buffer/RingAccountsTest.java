package io.ringtail.daemon.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.client.ring.RingWriter;
import io.ringtail.daemon.log.RemoteLog;
import io.ringtail.proto.layout.BufferMode;
import java.util.BitSet;
import java.util.Random;
import java.util.stream.IntStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Checks that the counts balance exactly once all writers rest, whichever was killed and however far a reader fell
 * behind.
 */
class RingAccountsTest {
    private static final int SUBBUFS = 4;
    private static final int LIVING = 9;
    private static final int VICTIMS = 4;
    /** More deaths than it takes until each sub-buffer is held. */
    private static final int MOST_DEATHS = 8 * SUBBUFS;

    private static final int PAYLOAD = 48;

    /** The accesses of a ring's first event, which opens the ring: more than those of a later event. */
    private final int accessesToOpen = new Load(BufferMode.OVERWRITE).kill(0, Integer.MAX_VALUE);

    private final Random random = new Random(20);

    @ParameterizedTest
    @EnumSource(BufferMode.class)
    void shouldCloseForEveryReaderAfterLoadAndKills(BufferMode mode) {
        for (int trial = 0; trial < 60; trial++) {
            Load load = new Load(mode);
            Reader fast = new Reader(load.ring, true);
            Reader slow = new Reader(load.ring, true);
            for (int round = 0; round < 12; round++) {
                load.write(random.nextInt(400));
                load.killSome();
                load.write(random.nextInt(60));
                load.repair();
                fast.drain();
                if (random.nextInt(4) == 0) {
                    slow.drain();
                }
            }
            slow.drain();
            fast.drain();
            Reader late = new Reader(load.ring, false);
            late.drain();
            RingStatistics accounts = load.ring.ring.statistics();
            assertThat(accounts.pendingBytes()).isZero();
            assertThat(accounts.dropped()).isEqualTo(load.dropped);
            assertThat(accounts.written()).isEqualTo(accounts.entries() + accounts.overrun() + accounts.consumed());
            fast.closes(accounts);
            slow.closes(accounts);
            late.closes(accounts);
            if (mode == BufferMode.DISCARD) {
                assertThat(fast.lost).isEqualTo(accounts.dropped() + fast.unreadable);
            }
            if (accounts.ambiguous() == 0) {
                assertThat(fast.unreadable).isZero();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(BufferMode.class)
    void shouldTellInBandOfEventsDroppedWhileEverySubBufferWasHeld(BufferMode mode) {
        int held = 0;
        for (int accesses = 0; accesses < accessesToOpen; accesses++) {
            Load first = new Load(mode);
            first.write(1);
            first.kill(0, accesses);
            if (first.ring.ring.statistics().pendingBytes() > 0) {
                held++;
                shouldTellOfDrops(mode, accesses);
            }
        }
        assertThat(held).isPositive();
    }

    /** Kills writers at an access at which they hold what they have taken, until no sub-buffer is free. */
    private void shouldTellOfDrops(BufferMode mode, int accesses) {
        Load load = new Load(mode);
        Reader reader = new Reader(load.ring, true);
        for (int deaths = 0; load.dropped == 0; deaths++) {
            assertThat(deaths).isLessThan(MOST_DEATHS);
            load.kill(load.firstFree(), accesses);
            load.write(100);
        }
        assertThat(load.ring.ring.statistics().pendingBytes()).isPositive();
        load.write(50);
        load.repair();
        reader.drain();
        assertThat(reader.dropped).isGreaterThanOrEqualTo(50).isEqualTo(load.dropped);
        reader.closes(load.ring.ring.statistics());
    }

    @Test
    void shouldCountTheBytesReservedWithPageHeadersAndPadding() {
        Load load = new Load(BufferMode.OVERWRITE);
        assertThat(load.ring.ring.statistics().reservedBytes()).isZero();
        int ofPage = 4080 / 52;
        load.write(2 * ofPage + 5);
        assertThat(load.ring.ring.statistics().reservedBytes()).isEqualTo(2 * 4096 + 16 + 5 * 52);
    }

    @Test
    void shouldTellOfEventsThatCannotBeReadAsSoonAsTheirPageIsLeft() {
        Load load = new Load(BufferMode.OVERWRITE);
        Reader reader = new Reader(load.ring, false);
        load.write(200);
        int secondEvent = load.ring.geometry.dataOffset(0) + 16 + 52;
        load.ring.region.putInt(secondEvent, 0);
        reader.drain();
        assertThat(reader.unreadable).isEqualTo(4080 / 52 - 1);
        reader.closes(load.ring.ring.statistics());
    }

    @Test
    void shouldNotWaitForALosslessReaderThatHasStalled() {
        Load load = new Load(BufferMode.DISCARD);
        Reader stalled = new Reader(load.ring, true);
        Reader fast = new Reader(load.ring, true);
        load.write(1000);
        fast.drain();
        long full = load.dropped;
        load.write(10);
        assertThat(load.dropped).isEqualTo(full + 10);
        long timeoutNs = 1_000_000_000;
        load.ring.ring.dismissStalled(fast.reader.askedNs() + timeoutNs, timeoutNs);
        load.write(100);
        assertThat(load.dropped).isEqualTo(full + 10);
        fast.drain();
        stalled.drain();
        assertThat(fast.lost).isEqualTo(load.dropped);
        assertThat(stalled.lost).isGreaterThan(load.dropped);
        fast.closes(load.ring.ring.statistics());
        stalled.closes(load.ring.ring.statistics());
    }

    private static final class Reader {
        private final TestRing ring;
        private final RingReader reader;
        private long events;
        private long lost;
        private long dropped;
        private long unreadable;

        Reader(TestRing ring, boolean lossless) {
            this.ring = ring;
            this.reader = ring.ring.openReader(StartAt.OLDEST, lossless);
        }

        void drain() {
            while (reader.poll(ring.page, true) > 0) {
                events += reader.page().events();
                lost += reader.page().lost();
                dropped += reader.page().lostDropped();
                unreadable += reader.page().lostUnreadable();
            }
        }

        void closes(RingStatistics accounts) {
            assertThat(reader.caughtUp()).isTrue();
            assertThat(events + lost).isEqualTo(accounts.written() + accounts.dropped());
            assertThat(dropped).isEqualTo(accounts.dropped());
        }
    }

    /** A living writer, and others that are killed somewhere inside an event. */
    private final class Load {
        private final TestRing ring;
        private final RingRepair repair;
        private final RingWriter living;
        private final BitSet dead = new BitSet();
        private int written;
        private long dropped;

        Load(BufferMode mode) {
            ring = new TestRing(4096, SUBBUFS, mode);
            repair = new RingRepair(
                    new UnsafeBuffer(ring.metadataMemory),
                    ring.sizes,
                    cpu -> cpu == 0 ? ring.ring : null,
                    new RemoteLog(System::nanoTime));
            living = ring.writer(LIVING);
        }

        void write(int events) {
            for (int i = 0; i < events; i++) {
                ring.clock.addAndGet(50);
                dropped += ring.write(living, written++, PAYLOAD) ? 0 : 1;
            }
        }

        void killSome() {
            IntStream.range(0, random.nextInt(VICTIMS)).forEach(slot -> kill(slot, random.nextInt(accessesToOpen + 5)));
        }

        /**
         * Ends a thread inside an event, unless it finds no room and is counted as dropped, or completes; returns its
         * accesses to shared memory.
         */
        int kill(int slot, int limit) {
            ring.clock.addAndGet(50);
            long before = ring.ring.statistics().dropped();
            SteppedWriter writer = new SteppedWriter(ring, slot);
            writer.write(TestRing.payload(written++, PAYLOAD), limit);
            dropped += ring.ring.statistics().dropped() - before;
            dead.set(slot);
            return writer.accesses();
        }

        int firstFree() {
            return dead.nextClearBit(0) == LIVING ? LIVING + 1 : dead.nextClearBit(0);
        }

        void repair() {
            BitSet live = new BitSet();
            live.set(0, 64);
            live.andNot(dead);
            assertThat(repair.settle(dead, live).isEmpty()).isTrue();
            dead.clear();
        }
    }
}
