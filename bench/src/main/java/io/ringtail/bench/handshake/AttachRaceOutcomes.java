package io.ringtail.bench.handshake;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Outcome;

/** What may come of a CPU's announcement during an attachment, with fences and without. */
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The daemon saw the record: it waits for the client.")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The client saw the epoch: it maps what was prepared before.")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Both.")
final class AttachRaceOutcomes {
    private AttachRaceOutcomes() {}
}
