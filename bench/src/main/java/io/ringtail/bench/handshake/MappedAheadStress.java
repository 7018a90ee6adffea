package io.ringtail.bench.handshake;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.ringtail.client.barrier.ProcessBarrier;
import io.ringtail.client.libc.LibC;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * A writer whose process mapped the ring long ago, against a daemon that initialises its region now: only the daemon's
 * barrier separates the region's words from the mask bit.
 */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "The writer came first: no mask bit.")
@Outcome(id = "1", expect = ACCEPTABLE, desc = "The writer saw the mask bit, and the region as it was initialised.")
@Outcome(id = "-1", expect = FORBIDDEN, desc = "The mask bit was seen and the region not initialised.")
@State
public class MappedAheadStress {
    private static final ProcessBarrier BARRIER = ProcessBarrier.using(LibC.find());

    private final OneCpu cpu = OneCpu.mappedAhead();

    /** Initialises the region, then stores the mask bit, with the barrier in between. */
    @Actor
    public void publish() {
        cpu.initialiseRegion();
        while (!BARRIER.acrossRegistered()) {
            Thread.onSpinWait();
        }
        cpu.setMaskBit();
    }

    /** Tests the mask bit, then reads the region. */
    @Actor
    public void look(I_Result result) {
        result.r1 = cpu.lookIntoRegion();
    }
}
