package io.ringtail.daemon.life;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** The pulses of event loops: each is asked once a second to beat. */
public final class LoopPulses {
    private static final long INTERVAL_MS = 1000;

    private final List<Pulse> pulses = new ArrayList<>();

    /** Begins to look at loops, for as long as they run. */
    public LoopPulses(Iterable<? extends ScheduledExecutorService> loops, LongSupplier nanoClock) {
        for (ScheduledExecutorService loop : loops) {
            Pulse pulse = new Pulse(nanoClock);
            pulses.add(pulse);
            var unused = loop.scheduleWithFixedDelay(pulse::beat, INTERVAL_MS, INTERVAL_MS, TimeUnit.MILLISECONDS);
        }
    }

    /** What is wrong with one of them; empty while all beat. */
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
