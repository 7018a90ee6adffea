package io.ringtail.bench.handshake;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Outcome;

/** What a writer may see of a CPU that is being published, wherever the read site and the barrier are right. */
@Outcome(id = "0", expect = ACCEPTABLE, desc = "The writer came first: no mask bit.")
@Outcome(id = "1", expect = ACCEPTABLE, desc = "The writer saw the mask bit, and used the ring.")
@Outcome(id = "-1", expect = FORBIDDEN, desc = "The mask bit was seen and the ring missing.")
final class ReadSiteOutcomes {
    private ReadSiteOutcomes() {}
}
