package io.ringtail.bench.handshake;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** The kernel's bug: the publisher keeps its two stores in order, but the read site's two loads are unordered. */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "The writer came first: no mask bit.")
@Outcome(id = "1", expect = ACCEPTABLE, desc = "The writer saw the mask bit, and used the ring.")
@Outcome(
        id = "-1",
        expect = ACCEPTABLE_INTERESTING,
        desc =
                "The mask bit was seen and the ring missing: the bug that the handshake is for. x86 keeps loads in order and cannot show it.")
@State
public class ReleaseFenceOnlyStress {
    private final OneCpu cpu = new OneCpu();

    /** Stores the ring's reference, then the mask bit, with a release fence in between. */
    @Actor
    public void publish() {
        cpu.storeRing();
        VarHandle.releaseFence();
        cpu.setMaskBit();
    }

    /** Tests the mask bit, then follows the reference. */
    @Actor
    public void look(I_Result result) {
        result.r1 = cpu.look();
    }
}
