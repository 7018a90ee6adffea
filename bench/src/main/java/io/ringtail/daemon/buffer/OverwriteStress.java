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

/**
 * A full ring of four sub-buffers with one event each: a writer overwrites the oldest while a reader copies it. The
 * reader either gets the whole event or discards its copy.
 */
@JCStressTest
@Outcome(id = "1, 4", expect = ACCEPTABLE, desc = "The reader had a whole page, then read the other four.")
@Outcome(
        id = "1, 3",
        expect = ACCEPTABLE,
        desc = "The oldest was lost: the reader had the second oldest, then the rest.")
@Outcome(
        id = "0, 4",
        expect = ACCEPTABLE,
        desc = "The oldest was lost: an empty page reported it, since the next one has no room for the count.")
@Outcome(expect = FORBIDDEN, desc = "A page was torn, or an event delivered twice or not at all.")
@State
public class OverwriteStress {
    private final StressRing ring = new StressRing(BufferMode.OVERWRITE);

    /** Fills the ring. */
    public OverwriteStress() {
        ring.fill(0x11111111, 0);
    }

    /** Writes one more event. */
    @Actor
    public void write() {
        ring.write(1, 0x22222222, 4072);
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
