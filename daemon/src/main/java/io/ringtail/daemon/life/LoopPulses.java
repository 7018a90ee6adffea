package io.ringtail.daemon.life;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** The pulses of event loops: each loop is asked to beat once a second. */
public final class LoopPulses {
    private static final long INTERVAL_MS = 1000;

    private final List<Pulse> pulses = new ArrayList<>();

    /** Starts to monitor loops, as long as they run. */
    public LoopPulses(Iterable<? extends ScheduledExecutorService> loops, LongSupplier nanoClock) {
        for (ScheduledExecutorService loop : loops) {
            Pulse pulse = new Pulse(nanoClock);
            pulses.add(pulse);
            var unused = loop.scheduleWithFixedDelay(pulse::beat, INTERVAL_MS, INTERVAL_MS, TimeUnit.MILLISECONDS);
        }
    }

    /** Returns the problem of one of the loops; empty while all beat. */
    public String problem() {
        for (Pulse pulse : pulses) {
            String problem = pulse.problem();
            if (!problem.isEmpty()) {
                return problem;
            }
        }
        return "";
    }
}
