package io.ringtail.client.ring;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A thread that first settles its own slot after an event that failed, and then writes with it, against a conductor
 * that releases all slots: the next holder of a slot must find no trace of the thread.
 */
@JCStressTest
@JCStressMeta(LeavingOutcomes.class)
@State
public class LeavingFailedSlotStress {
    private final LeavingClient client = new LeavingClient();

    /** Creates a client whose thread has failed between two events. */
    public LeavingFailedSlotStress() {
        client.fail();
    }

    /** Writes one event. */
    @Actor
    public void write(II_Result result) {
        result.r1 = client.writeOwn() ? 1 : 0;
    }

    /** Releases the slots, and takes them again. */
    @Actor
    public void leave() {
        client.leave();
    }

    /** Checks the slots after both have ended. */
    @Arbiter
    public void look(II_Result result) {
        result.r2 = client.spoiled();
    }
}
