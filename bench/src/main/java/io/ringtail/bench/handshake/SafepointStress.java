package io.ringtail.bench.handshake;

import io.ringtail.client.barrier.ProcessBarrier;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A writer's read site against a publisher without membarrier: a safepoint takes its place. */
@JCStressTest
@JCStressMeta(ReadSiteOutcomes.class)
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
