package io.ringtail.bench.handshake;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.ringtail.client.barrier.ProcessBarrier;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A writer's read site against a publisher without membarrier: a safepoint takes its place. */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "The writer came first: no mask bit.")
@Outcome(id = "1", expect = ACCEPTABLE, desc = "The writer saw the mask bit, and used the ring.")
@Outcome(id = "-1", expect = FORBIDDEN, desc = "The mask bit was seen and the ring missing.")
@State
public class SafepointStress {
    private static final ProcessBarrier BARRIER = ProcessBarrier.using(null);

    private final OneCpu cpu = new OneCpu();

    /** Stores the ring's reference, then the mask bit, with the barrier in between. */
    @Actor
    public void publish() {
        cpu.storeRing();
        BARRIER.acrossThisProcess();
        cpu.setMaskBit();
    }

    /** Tests the mask bit, then follows the reference. */
    @Actor
    public void look(I_Result result) {
        result.r1 = cpu.look();
    }
}
