package io.ringtail.daemon.buffer;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.ringtail.proto.layout.BufferMode;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A reader polls a partial page while a writer opens the sub-buffer and appends to it. */
@JCStressTest
@Outcome(
        id = "0, 2",
        expect = ACCEPTABLE,
        desc = "The reader came first, or while bytes were owed: all is there later.")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "The reader came between the two events.")
@Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "The reader came last.")
@Outcome(expect = FORBIDDEN, desc = "An event was lost, delivered twice, or torn.")
@State
public class ReadWhileWrittenStress {
    private final StressRing ring = new StressRing(BufferMode.OVERWRITE);

    /** Writes two events. */
    @Actor
    public void write() {
        ring.write(0, 0x11111111, 64);
        ring.write(0, 0x22222222, 128);
    }

    /** Polls once. */
    @Actor
    public void read(II_Result result) {
        result.r1 = ring.poll();
    }

    /** Reads the rest. */
    @Arbiter
    public void rest(II_Result result) {
        result.r2 = ring.drain();
    }
}
