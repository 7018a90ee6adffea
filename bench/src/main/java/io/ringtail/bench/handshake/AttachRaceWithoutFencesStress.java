package io.ringtail.bench.handshake;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The attach race without the two fences: a store waits in its CPU's store buffer while the subsequent load executes.
 */
@JCStressTest
@JCStressMeta(AttachRaceOutcomes.class)
@Outcome(
        id = "0, 0",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Neither saw the other: what the fences are for. x86 shows it, too.")
@State
public class AttachRaceWithoutFencesStress {
    private final AttachRace race = new AttachRace();

    /** Advances the epoch, then looks for records. */
    @Actor
    public void announce(II_Result result) {
        race.moveEpoch();
        result.r1 = race.seesRecord();
    }

    /** Takes a record, then loads the epoch. */
    @Actor
    public void attach(II_Result result) {
        race.grantRecord();
        result.r2 = race.seesEpoch();
    }
}
