package io.ringtail.daemon.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.RingDescriptor;
import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.layout.ThreadSlotDescriptor;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Abandons the client's writer before each of its accesses to shared memory, at each boundary of a ring. */
@Timeout(300)
class RingRepairTest {
    private static final int U = RepairTrial.UNITS;
    private static final int VICTIM = RepairTrial.VICTIM;
    private static final int OTHER = RepairTrial.OTHER;
    private static final int EVENT_UNITS = 12;
    /** The accesses of a ring's first event: no later event makes more, unless it closes a sub-buffer. */
    private static final int ACCESSES = Case.FIRST_EVENT.accesses();

    private static final long GAP_NS = 200_000_000;
    static final long[] STARTS = {
        0,
        (1L << (RingGeometry.POSITION_BITS - 10)) - 1,
        ((long) RepairTrial.SUBBUFS << RingGeometry.LAP_BITS) - 1,
        5 * (1L << (RingGeometry.POSITION_BITS - 10)) - 1
    };

    /** The state of the ring when a writer begins the event that it will not complete. */
    @SuppressWarnings("ImmutableEnumChecker") // the lambdas keep nothing
    enum Case {
        FIRST_EVENT(EVENT_UNITS, trial -> {}),
        APPEND(EVENT_UNITS, trial -> trial.fillTo(100)),
        FILL_EXACTLY(EVENT_UNITS, trial -> trial.fillTo(U - EVENT_UNITS)),
        CLOSE(EVENT_UNITS, trial -> trial.fillTo(U - 5)),
        CLOSE_ONE_UNIT(EVENT_UNITS, trial -> trial.fillTo(U - 1)),
        CLOSE_HALF_EMPTY(900, trial -> trial.fillTo(500)),
        OPEN_BEHIND_A_FULL_ONE(EVENT_UNITS, trial -> trial.fillTo(U)),
        LARGEST(U - RingGeometry.HEADER_UNITS, trial -> trial.fillTo(U)),
        LARGE(60, trial -> trial.fillTo(100)),
        SMALLEST(3, trial -> trial.fillTo(U - 3)),
        TIME_STAMP(EVENT_UNITS, trial -> gap(trial, 100)),
        TIME_STAMP_THAT_FITS_EXACTLY(EVENT_UNITS, trial -> gap(trial, U - EVENT_UNITS - 2)),
        TIME_STAMP_THAT_DOES_NOT_FIT(EVENT_UNITS, trial -> gap(trial, U - EVENT_UNITS)),
        NEXT_LAP(EVENT_UNITS, trial -> laps(trial, 5)),
        FULL(EVENT_UNITS, trial -> {
            laps(trial, RepairTrial.SUBBUFS - 1);
            trial.fillTo(U);
            trial.drain();
            for (int i = 0; i < RepairTrial.SUBBUFS; i++) {
                trial.fillTo(U);
                if (i < RepairTrial.SUBBUFS - 1) {
                    trial.write(EVENT_UNITS);
                }
            }
        });

        private final int units;
        private final Consumer<RepairTrial> preparation;

        Case(int units, Consumer<RepairTrial> preparation) {
            this.units = units;
            this.preparation = preparation;
        }

        private static void gap(RepairTrial trial, int offset) {
            trial.fillTo(offset);
            trial.ring.clock.addAndGet(GAP_NS);
        }

        private static void laps(RepairTrial trial, int subbufs) {
            for (int i = 0; i < subbufs; i++) {
                trial.fillTo(U);
                trial.drain();
                trial.write(EVENT_UNITS);
            }
            trial.fillTo(U - 5);
        }

        int units() {
            return units;
        }

        /** The number of accesses to shared memory by a writer that completes. */
        int accesses() {
            RepairTrial trial = prepared(BufferMode.OVERWRITE, 0);
            assertThat(trial.abandon(VICTIM, units, Integer.MAX_VALUE)).isFalse();
            return trial.accesses();
        }

        RepairTrial prepared(BufferMode mode, long start) {
            RepairTrial trial = new RepairTrial(mode, start);
            preparation.accept(trial);
            return trial;
        }
    }

    @ParameterizedTest
    @EnumSource(Case.class)
    void shouldLeaveTheRingAsIfTheDeadWriterHadWrittenItsEvent(Case at) {
        int repaired = 0;
        for (BufferMode mode : BufferMode.values()) {
            for (long start : STARTS) {
                RepairTrial whole = at.prepared(mode, start);
                whole.abandon(VICTIM, at.units, Integer.MAX_VALUE);
                byte[] expected = withoutHints(whole.bytesOfRing());
                boolean abandoned = true;
                for (int limit = 0; abandoned; limit++) {
                    RepairTrial trial = at.prepared(mode, start);
                    long before = trial.written();
                    abandoned = trial.abandon(VICTIM, at.units, limit);
                    int holes = trial.took(VICTIM, before);
                    assertThat(trial.settles(VICTIM)).isTrue();
                    assertThat(trial.kind(VICTIM)).isEqualTo(ThreadSlotDescriptor.EMPTY);
                    if (holes == 1) {
                        assertThat(withoutHints(trial.bytesOfRing()))
                                .as("%s of %s from %s, abandoned at step %s", at, mode, start, limit)
                                .isEqualTo(expected);
                    }
                    repaired += (int) trial.ring.ring.statistics().repaired();
                    trial.shouldGoOn(holes);
                }
            }
        }
        assertThat(repaired).isGreaterThanOrEqualTo(at == Case.FULL ? 1 : BufferMode.values().length * STARTS.length);
    }

    /** The bytes of a ring without those that may lag, and without the traces of the repair. */
    private static byte[] withoutHints(byte[] bytes) {
        Arrays.fill(bytes, RingDescriptor.LAST_TIMESTAMP_OFFSET, RingDescriptor.CONSUMED_OFFSET, (byte) 0);
        Arrays.fill(bytes, RingDescriptor.REPAIRED_OFFSET, RingDescriptor.SLOTS_OFFSET, (byte) 0);
        return bytes;
    }

    @ParameterizedTest
    @EnumSource(Case.class)
    void shouldRepairBesideALivingWriterAndOnlyOnce(Case at) {
        for (BufferMode mode : BufferMode.values()) {
            for (int events : new int[] {1, 90, 400}) {
                boolean abandoned = true;
                for (int limit = 0; abandoned; limit++) {
                    RepairTrial trial = at.prepared(mode, STARTS[limit % STARTS.length]);
                    long before = trial.written();
                    abandoned = trial.abandon(VICTIM, at.units, limit);
                    int holes = trial.took(VICTIM, before);
                    for (int i = 0; i < events; i++) {
                        trial.write(EVENT_UNITS);
                        if (limit % 2 == 0) {
                            trial.drain();
                        }
                    }
                    byte[] intent = trial.bytesOfSlot(VICTIM);
                    assertThat(trial.settles(VICTIM)).isTrue();
                    byte[] repaired = trial.bytesOfRing();
                    trial.restoreSlot(VICTIM, intent);
                    assertThat(trial.settles(VICTIM)).isTrue();
                    assertThat(trial.bytesOfRing()).isEqualTo(repaired);
                    assertThat(trial.ring.ring.statistics().ambiguous()).isZero();
                    trial.shouldGoOn(holes);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Case.class)
    void shouldWaitForAStalledWriterThatMayHoldPartOfTheSubBuffer(Case at) {
        for (BufferMode mode : BufferMode.values()) {
            boolean abandoned = true;
            for (int limit = 0; abandoned; limit++) {
                RepairTrial trial = at.prepared(mode, 0);
                long before = trial.written();
                abandoned = trial.abandon(VICTIM, at.units, limit);
                int holes = trial.took(VICTIM, before);
                before = trial.written();
                trial.abandon(OTHER, EVENT_UNITS, limit * 7 % (ACCESSES + 5));
                holes += trial.took(OTHER, before);
                byte[] waiting = trial.bytesOfRing();
                if (!trial.settles(VICTIM)) {
                    assertThat(trial.bytesOfRing()).isEqualTo(waiting);
                }
                assertThat(trial.settles(VICTIM, OTHER)).isTrue();
                assertThat(trial.ring.ring.statistics().ambiguous()).isZero();
                trial.shouldGoOn(holes);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Case.class)
    @Tag("extensive")
    @Tag("once")
    void shouldCloseTheAccountsWithTwoDeadWritersWhereverTheyDied(Case at) {
        int ambiguous = 0;
        for (int events : new int[] {0, 1}) {
            boolean abandoned = true;
            for (int limit = 0; abandoned; limit++) {
                boolean otherAbandoned = true;
                for (int otherLimit = 0; otherAbandoned; otherLimit++) {
                    RepairTrial trial = at.prepared(BufferMode.OVERWRITE, STARTS[otherLimit % STARTS.length]);
                    long before = trial.written();
                    abandoned = trial.abandon(VICTIM, at.units, limit);
                    int holes = trial.took(VICTIM, before);
                    before = trial.written();
                    otherAbandoned = trial.abandon(OTHER, EVENT_UNITS, otherLimit);
                    holes += trial.took(OTHER, before);
                    for (int i = 0; i < events; i++) {
                        trial.write(EVENT_UNITS);
                    }
                    assertThat(trial.settles(VICTIM, OTHER)).isTrue();
                    trial.shouldGoOn(holes);
                    if (trial.ring.ring.statistics().ambiguous() > 0) {
                        ambiguous++;
                    } else if (at != Case.FULL) { // This case laps its reader.
                        trial.shouldHaveDeliveredAllOfTheLiving();
                    }
                }
            }
        }
        // A CLOSE whose place holds an equally long event of the last lap, next to an event of that length.
        int known = at == Case.SMALLEST ? 4 : 0;
        assertThat(ambiguous).as("of some hundred pairs of deaths").isLessThanOrEqualTo(known);
    }

    @Test
    void shouldWaitForAThreadThatWritesWithASlotSettledAMomentAgo() {
        RepairTrial trial = Case.APPEND.prepared(BufferMode.OVERWRITE, 0);
        int beforeCommit = Case.APPEND.accesses() - 2;
        trial.abandon(VICTIM, EVENT_UNITS, beforeCommit);
        trial.fillTo(U);
        trial.write(EVENT_UNITS);
        trial.abandon(OTHER, EVENT_UNITS, beforeCommit);
        int[] lookups = {0};
        trial.onLookup = () -> {
            // Two intents, the first sub-buffer, then the second: the first slot is free, and taken again.
            if (++lookups[0] == 4) {
                assertThat(trial.kind(VICTIM)).isEqualTo(ThreadSlotDescriptor.EMPTY);
                trial.abandon(VICTIM, 7, beforeCommit);
            }
        };
        assertThat(trial.settles(VICTIM, OTHER)).as("all is settled").isFalse();
        assertThat(lookups[0]).isEqualTo(4);
        assertThat(trial.kind(OTHER)).isEqualTo(ThreadSlotDescriptor.EVENT);
        assertThat(trial.settles(VICTIM, OTHER)).isTrue();
        trial.shouldGoOn(3);
    }

    @Test
    void shouldNotTouchAHealthyRingWhateverDeadSlotsHold() {
        Random random = new Random(11);
        RepairTrial trial = Case.NEXT_LAP.prepared(BufferMode.OVERWRITE, 0);
        long before = trial.written();
        trial.abandon(VICTIM, EVENT_UNITS, Case.NEXT_LAP.accesses() - 1);
        int holes = trial.took(VICTIM, before);
        byte[] intent = trial.bytesOfSlot(VICTIM);
        assertThat(trial.settles(VICTIM)).isTrue();
        byte[] healthy = trial.bytesOfRing();
        for (int i = 0; i < 50_000; i++) {
            trial.restoreSlot(VICTIM, spoiled(intent, random));
            assertThat(trial.settles(VICTIM)).isTrue();
            assertThat(trial.kind(VICTIM)).isEqualTo(ThreadSlotDescriptor.EMPTY);
        }
        assertThat(trial.bytesOfRing()).isEqualTo(healthy);
        trial.shouldGoOn(holes);
    }

    @Test
    void shouldSettleWhateverSlotsAndRingsHold() {
        Random random = new Random(12);
        for (int i = 0; i < 2000; i++) {
            RepairTrial trial = Case.values()[i % Case.values().length].prepared(BufferMode.OVERWRITE, 0);
            trial.abandon(VICTIM, EVENT_UNITS, anyDeath(random));
            trial.abandon(OTHER, EVENT_UNITS, anyDeath(random));
            byte[] intent = trial.bytesOfSlot(VICTIM);
            int[] dead = IntStream.range(0, 40).toArray();
            for (int slot : dead) {
                trial.restoreSlot(slot, spoiled(intent, random));
            }
            for (int word = random.nextInt(8); word > 0; word--) {
                trial.ring.region.putLong(random.nextInt(RingDescriptor.SLOTS_OFFSET / 8 + 32) * 8, random.nextLong());
            }
            assertThat(trial.settles(dead)).isTrue();
        }
    }

    /** The accesses before a writer's death, with a bias towards those after the beginning of its event. */
    static int anyDeath(Random random) {
        return ACCESSES / 3 + random.nextInt(ACCESSES);
    }

    static byte[] spoiled(byte[] intent, Random random) {
        byte[] spoiled = intent.clone();
        for (int changes = random.nextInt(4); changes > 0; changes--) {
            int at = random.nextInt(ThreadSlotDescriptor.FORM_OFFSET + 4);
            spoiled[at] = (byte) (random.nextBoolean() ? random.nextInt() : spoiled[at] + 1);
        }
        return spoiled;
    }
}
