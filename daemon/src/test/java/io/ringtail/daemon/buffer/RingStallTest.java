package io.ringtail.daemon.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.RingDescriptor;
import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.layout.ThreadSlotDescriptor;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Stops the client's writer before each of its accesses to shared memory, and resumes it after a reader has passed.
 */
@Timeout(300)
class RingStallTest {
    private static final int VICTIM = RepairTrial.VICTIM;
    private static final int OTHER = RepairTrial.OTHER;
    private static final int EVENT_UNITS = 12;

    @ParameterizedTest
    @EnumSource(RingRepairTest.Case.class)
    void shouldDeliverWhatIsAroundAStoppedWriterAndCountItsEventOnce(RingRepairTest.Case at) {
        int passed = 0;
        for (BufferMode mode : BufferMode.values()) {
            for (int events : new int[] {0, 90, 400}) {
                boolean stopped = true;
                for (int limit = 0; stopped; limit++) {
                    RepairTrial trial = at.prepared(mode, limit % 2);
                    boolean[] hole = new boolean[1];
                    stopped = trial.stop(VICTIM, at.units(), limit, () -> {
                        hole[0] = goAround(trial, events, at == RingRepairTest.Case.FULL);
                    });
                    passed += hole[0] ? 1 : 0;
                    assertThat(trial.kind(VICTIM)).isEqualTo(ThreadSlotDescriptor.EMPTY);
                    trial.shouldGoOn(trial.stoppedWritten());
                }
            }
        }
        assertThat(passed).isGreaterThanOrEqualTo(at == RingRepairTest.Case.FULL ? 0 : BufferMode.values().length * 3);
    }

    /**
     * Lets others write, and the reader get everything outside holes; returns whether there is a hole. Events
     * overwritten by a lap are reported only when their slot is entered again.
     */
    private static boolean goAround(RepairTrial trial, int events, boolean lapped) {
        for (int i = 0; i < events; i++) {
            trial.write(EVENT_UNITS);
            if (i % 20 == 0) {
                trial.drain();
            }
        }
        trial.drainPatiently();
        long owed = trial.delivered.events.size() + trial.delivered.lost - trial.written() - trial.ring.ring.dropped();
        assertThat(trial.reader.caughtUp()).as("nothing is left to be read").isTrue();
        if (events < 100 && !lapped) {
            boolean claims =
                    trial.kind(VICTIM) == ThreadSlotDescriptor.EVENT || trial.kind(VICTIM) == ThreadSlotDescriptor.OPEN;
            assertThat(owed).isBetween(0L, claims ? 1L : 0L);
        }
        return owed == 1;
    }

    @ParameterizedTest
    @EnumSource(RingRepairTest.Case.class)
    @Tag("extensive")
    @Tag("once")
    void shouldCloseTheAccountsBehindTwoStoppedWriters(RingRepairTest.Case at) {
        for (int events : new int[] {0, 1}) {
            boolean stopped = true;
            for (int limit = 0; stopped; limit++) {
                boolean[] otherStopped = {true};
                for (int otherLimit = limit % 3; otherStopped[0]; otherLimit += 3) {
                    RepairTrial trial = at.prepared(BufferMode.OVERWRITE, otherLimit % 2);
                    int innerLimit = otherLimit;
                    otherStopped[0] = false;
                    stopped = trial.stop(
                            VICTIM,
                            at.units(),
                            limit,
                            () -> otherStopped[0] = trial.stop(OTHER, EVENT_UNITS, innerLimit, () -> {
                                for (int i = 0; i < events; i++) {
                                    trial.write(EVENT_UNITS);
                                }
                                trial.drainPatiently();
                            }));
                    if (stopped) {
                        trial.shouldGoOn(2);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(RingRepairTest.Case.class)
    void shouldNotTellAgainOfAnEventWhoseWriterDiesLater(RingRepairTest.Case at) {
        boolean abandoned = true;
        for (int limit = 0; abandoned; limit++) {
            RepairTrial trial = at.prepared(BufferMode.OVERWRITE, limit % 2);
            long before = trial.written();
            abandoned = trial.abandon(VICTIM, at.units(), limit);
            int holes = trial.took(VICTIM, before);
            trial.write(EVENT_UNITS);
            trial.drainPatiently();
            assertThat(trial.settles(VICTIM)).isTrue();
            trial.shouldGoOn(holes);
        }
    }

    @Test
    void shouldNotPassOverASubBufferThatAStoppedWriterOpens() {
        boolean stopped = true;
        for (int limit = 0; stopped; limit++) {
            RepairTrial trial = new RepairTrial(BufferMode.OVERWRITE, limit % 2);
            fillSubBuffers(trial);
            stopped = trial.stop(VICTIM, EVENT_UNITS, limit, () -> {
                fillSubBuffers(trial);
                trial.drain();
            });
            trial.drain();
            assertThat(trial.reader.caughtUp()).isTrue();
            assertThat(trial.delivered.events.size() + trial.delivered.lost)
                    .as("all that was written, after a stop at step %s", limit)
                    .isEqualTo(trial.written());
        }
    }

    /** Fills every sub-buffer in turn, so that a reader that was at the first is overtaken. */
    private static void fillSubBuffers(RepairTrial trial) {
        for (int i = 0; i < RepairTrial.SUBBUFS; i++) {
            trial.write(EVENT_UNITS);
            trial.fillTo(RepairTrial.UNITS);
        }
    }

    @Test
    @Tag("extensive")
    @Tag("once")
    void shouldReadOnWhateverSlotsAndRingsHold() {
        Random random = new Random(13);
        for (int i = 0; i < 1000; i++) {
            RingRepairTest.Case[] cases = RingRepairTest.Case.values();
            RingRepairTest.Case at = cases[i % cases.length];
            RepairTrial trial = at.prepared(BufferMode.OVERWRITE, 0);
            trial.abandon(VICTIM, EVENT_UNITS, RingRepairTest.anyDeath(random));
            byte[] intent = trial.bytesOfSlot(VICTIM);
            for (int slot = 0; slot < 40; slot++) {
                trial.restoreSlot(slot, RingRepairTest.spoiled(intent, random));
            }
            UnsafeBuffer region = trial.ring.region;
            for (int word = random.nextInt(4); word > 0; word--) {
                region.putLong(random.nextInt(RingDescriptor.SLOTS_OFFSET / 8 + 32) * 8, random.nextLong());
            }
            for (int poll = 0; poll < 1000; poll++) {
                trial.ring.readerClock.addAndGet(5_000_000);
                assertThat(trial.reader.poll(trial.ring.page, true))
                        .isBetween(0, RepairTrial.UNITS * RingGeometry.UNIT);
            }
        }
    }
}
