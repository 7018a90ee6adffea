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

/** A full ring in discard mode: a writer retries while the lossless reader takes the oldest page. */
@JCStressTest
@Outcome(id = "1, 1, 4", expect = ACCEPTABLE, desc = "The reader made room in time: five events, none lost.")
@Outcome(id = "0, 1, 3", expect = ACCEPTABLE, desc = "The writer came too early: dropped, and counted.")
@Outcome(
        id = "0, 0, 4",
        expect = ACCEPTABLE,
        desc = "Dropped before the poll: reported in an empty page, since the full one has no room for the count.")
@Outcome(expect = FORBIDDEN, desc = "An unread event was overwritten, torn, or delivered twice.")
@State
public class DiscardStress {
    private final StressRing ring = new StressRing(BufferMode.DISCARD);

    /** Fills the ring. */
    public DiscardStress() {
        ring.fill(0x11111111, 0);
    }

    /** Tries to write one more event. */
    @Actor
    public void write(III_Result result) {
        result.r1 = ring.write(1, 0x22222222, 64) ? 1 : 0;
    }

    /** Polls once. */
    @Actor
    public void read(III_Result result) {
        result.r2 = ring.poll();
    }

    /** Reads the rest. */
    @Arbiter
    public void rest(III_Result result) {
        result.r3 = ring.drain();
    }
}
