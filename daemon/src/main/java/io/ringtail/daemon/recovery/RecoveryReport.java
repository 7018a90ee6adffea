package io.ringtail.daemon.recovery;

import io.ringtail.daemon.buffer.RingAccount;
import io.ringtail.proto.layout.Geometry;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * The findings in a buffer file, and the result of its recovery.
 *
 * @param geometry the file's geometry
 * @param ofThisBoot whether its times belong to this machine's boot
 * @param daemonAlive whether a daemon holds the lock next to it
 * @param clients processes that were attached
 * @param living those of them that are alive; 0 if the file is of another boot
 * @param spoiledEvents invalid entries of the event table
 * @param cpus the rings that contain data
 */
public record RecoveryReport(
        Geometry geometry,
        boolean ofThisBoot,
        boolean daemonAlive,
        int clients,
        int living,
        int spoiledEvents,
        List<RingAccount> cpus) {
    /** Returns whether some process may be writing: then nothing is repaired. */
    public boolean live() {
        return daemonAlive || living > 0;
    }

    /** Returns the sum of one number over all CPUs. */
    public long sum(ToLongFunction<RingAccount> number) {
        return cpus.stream().mapToLong(number).sum();
    }
}
