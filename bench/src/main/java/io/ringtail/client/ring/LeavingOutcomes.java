package io.ringtail.client.ring;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Outcome;

/** What may come of a thread that writes while all slots are released: written or not, and the slots spoiled. */
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The writer came first, and was waited for.")
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "The writer saw that its slots are revoked, and stored nothing.")
@Outcome(expect = FORBIDDEN, desc = "The writer stored an intent into a slot that has its next holder.")
final class LeavingOutcomes {
    private LeavingOutcomes() {}
}
