package io.ringtail.client.ring;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A thread that writes with a borrowed slot against a conductor that releases all slots: the next holder of a slot must
 * find no trace of the thread.
 */
@JCStressTest
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The writer came first, and was waited for.")
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "The writer saw that its slots are revoked, and stored nothing.")
@Outcome(expect = FORBIDDEN, desc = "The writer stored an intent into a slot that has its next holder.")
@State
public class LeavingBorrowerStress {
    private final LeavingClient client = new LeavingClient();

    /** Writes one event. */
    @Actor
    public void write(II_Result result) {
        result.r1 = client.writeBorrowed() ? 1 : 0;
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
