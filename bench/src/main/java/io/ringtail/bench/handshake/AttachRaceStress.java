package io.ringtail.bench.handshake;

import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A CPU is announced while a client attaches: either the daemon waits for the client, or the client maps the CPU. */
@JCStressTest
@JCStressMeta(AttachRaceOutcomes.class)
@Outcome(
        id = "0, 0",
        expect = FORBIDDEN,
        desc = "Neither saw the other: the bit may be set before the client has a ring.")
@State
public class AttachRaceStress {
    private final AttachRace race = new AttachRace();

    /** Advances the epoch, then looks for records. */
    @Actor
    public void announce(II_Result result) {
        race.moveEpoch();
        VarHandle.fullFence();
        result.r1 = race.seesRecord();
    }

    /** Takes a record, then loads the epoch. */
    @Actor
    public void attach(II_Result result) {
        race.grantRecord();
        VarHandle.fullFence();
        result.r2 = race.seesEpoch();
    }
}
