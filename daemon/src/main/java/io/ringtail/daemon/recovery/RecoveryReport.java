package io.ringtail.daemon.recovery;

import io.ringtail.daemon.buffer.RingAccount;
import io.ringtail.proto.layout.Geometry;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What was found in a buffer file, and what came of it.
 *
 * @param geometry the file's sizes
 * @param ofThisBoot whether its times are of this machine's boot
 * @param daemonAlive whether a daemon holds the lock beside it
 * @param clients processes that were attached
 * @param living those of them that are alive; 0 where the file is of another boot
 * @param spoiledEvents entries of the event table that make no sense
 * @param cpus the rings that hold something
 */
public record RecoveryReport(
        Geometry geometry,
        boolean ofThisBoot,
        boolean daemonAlive,
        int clients,
        int living,
        int spoiledEvents,
        List<RingAccount> cpus) {
    /** Whether somebody may be writing: then nothing is repaired. */
    public boolean live() {
        return daemonAlive || living > 0;
    }

    /** All CPUs' sum of one number. */
    public long sum(ToLongFunction<RingAccount> number) {
        return cpus.stream().mapToLong(number).sum();
    }
}
