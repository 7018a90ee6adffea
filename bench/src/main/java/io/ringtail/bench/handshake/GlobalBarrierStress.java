package io.ringtail.bench.handshake;

import io.ringtail.client.barrier.ProcessBarrier;
import io.ringtail.client.libc.LibC;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * A writer's read site against a publisher whose barrier reaches every registered process, as the daemon's does before
 * it publishes.
 */
@JCStressTest
@JCStressMeta(ReadSiteOutcomes.class)
@State
public class GlobalBarrierStress {
    private static final ProcessBarrier BARRIER = ProcessBarrier.using(LibC.find());

    private final OneCpu cpu = new OneCpu();

    /** Stores the ring's reference, then the mask bit, with the barrier in between. */
    @Actor
    public void publish() {
        cpu.storeRing();
        while (!BARRIER.acrossRegistered()) {
            Thread.onSpinWait();
        }
        cpu.setMaskBit();
    }

    /** Tests the mask bit, then follows the reference. */
    @Actor
    public void look(I_Result result) {
        result.r1 = cpu.look();
    }
}
