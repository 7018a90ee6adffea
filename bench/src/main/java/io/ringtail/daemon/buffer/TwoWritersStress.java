package io.ringtail.daemon.buffer;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.ringtail.proto.layout.BufferMode;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Two threads each write their first event into a fresh ring: both race to decide, to open, and to append. */
@JCStressTest
@Outcome(id = "1, 1, 2", expect = ACCEPTABLE, desc = "Both were taken, and both are there, whole and in order of time.")
@Outcome(expect = FORBIDDEN, desc = "An event was refused with room left, lost, doubled, or torn.")
@State
public class TwoWritersStress {
    private final StressRing ring = new StressRing(BufferMode.OVERWRITE);

    /** The first writer. */
    @Actor
    public void first(III_Result result) {
        result.r1 = ring.write(0, 0x11111111, 64) ? 1 : 0;
    }

    /** The second writer. */
    @Actor
    public void second(III_Result result) {
        result.r2 = ring.write(1, 0x22222222, 128) ? 1 : 0;
    }

    /** Reads after both have ended. */
    @Arbiter
    public void read(III_Result result) {
        result.r3 = ring.drain();
    }
}
