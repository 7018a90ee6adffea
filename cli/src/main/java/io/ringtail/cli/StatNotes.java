package io.ringtail.cli;

import io.ringtail.daemon.buffer.RingCounter;
import java.util.ArrayList;
import java.util.List;

/** Sentences about a daemon's counters that are usually 0. */
final class StatNotes {
    private static final List<RingCounter> COUNTERS = List.of(
            RingCounter.CUT,
            RingCounter.NO_SLOT,
            RingCounter.MALFORMED,
            RingCounter.REROUTED,
            RingCounter.REPAIRED,
            RingCounter.AMBIGUOUS);

    private StatNotes() {}

    /** Returns a line for each counter that is not 0. */
    static List<String> of(DaemonReport report) {
        List<String> notes = new ArrayList<>();
        COUNTERS.forEach(counter -> add(notes, report.sum(counter), "events " + counter.help()));
        add(notes, report.unplaced(), "events found no ring, or no grant, and were not written");
        add(notes, report.sum(RingCounter.PENDING), "bytes are reserved by writers that have not committed them yet");
        for (DaemonReport.Cpu cpu : report.cpus()) {
            long damages = cpu.get(RingCounter.QUARANTINED);
            if (damages > 0) {
                notes.add("CPU " + cpu.cpu() + "'s ring was damaged " + damages
                        + " times and recovered; the last damage: " + cpu.damage());
            }
        }
        return notes;
    }

    private static void add(List<String> notes, long number, String what) {
        if (number > 0) {
            notes.add(number + " " + what);
        }
    }
}
