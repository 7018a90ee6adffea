package io.ringtail.bench.handshake;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A read site with acquire loads, which needs no barrier, at a cost to each event. */
@JCStressTest
@JCStressMeta(ReadSiteOutcomes.class)
@State
public class AcquireLoadStress {
    private final OneCpu cpu = new OneCpu();

    /** Stores the ring's reference, then the mask bit. */
    @Actor
    public void publish() {
        cpu.storeRing();

        cpu.setMaskBit();
    }

    /** Tests the mask bit, then follows the reference. */
    @Actor
    public void look(I_Result result) {
        result.r1 = cpu.lookWithAcquire();
    }
}
