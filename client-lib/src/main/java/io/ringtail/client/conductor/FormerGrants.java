package io.ringtail.client.conductor;

import io.ringtail.client.barrier.ProcessBarrier;
import io.ringtail.client.log.Log;
import io.ringtail.client.ring.ThreadSlots;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Grants that a process gives back while it lives on. For the conductor's thread only.
 *
 * <pre>
 *   slots revoked --barrier--> CROSSED --no thread inside an event--> LEFT, in the file
 *                                 |  2 s
 *                                 v
 *                              OUTLASTED: the process may attach anew beside it; LEFT as above, however late
 * </pre>
 *
 * <p>A grant with a thread inside an event remains whole: its record stays in use, its slots are nobody else's, its file
 * stays mapped, and its record acknowledges each epoch as if it were attached. So the thread finishes its event as a
 * thread of an attached process does, whenever that is.
 */
final class FormerGrants {
    private static final Logger LOG = Log.of(ClientConductor.class);
    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(2);
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long OUTLASTED_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long CATCH_UP_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(500);

    private final ProcessBarrier barrier;
    private final List<Grant> grants = new ArrayList<>();
    /** The last one that was recalled, though it may be left: its events are counted there until it is replaced. */
    private @Nullable AttachedFile counting;

    private static final class Grant {
        private final AttachedFile file;
        private final long sinceNs;
        private long nextNs;
        private long caughtUpNs;
        private boolean crossed;
        private boolean outlasted;

        Grant(AttachedFile file, long nowNs) {
            this.file = file;
            this.sinceNs = nowNs;
            this.nextNs = nowNs;
            this.caughtUpNs = nowNs;
        }
    }

    FormerGrants(ProcessBarrier barrier) {
        this.barrier = barrier;
    }

    /** Takes a grant back from the threads, and has each event that they would have written counted. */
    void recall(AttachedFile file, long nowNs) {
        replaced();
        file.attachment().slots().recall();
        counting = file;
        grants.add(new Grant(file, nowNs));
    }

    /** Takes a grant back from the threads; it is not to be replaced. */
    void revoke(AttachedFile file, long nowNs) {
        file.attachment().slots().revoke();
        grants.add(new Grant(file, nowNs));
    }

    /** Gives the grants back that no thread uses any more. */
    void doWork(long nowNs) {
        for (Iterator<Grant> each = grants.iterator(); each.hasNext(); ) {
            Grant grant = each.next();
            if (nowNs - grant.nextNs >= 0 && isLeft(grant)) {
                grant.file.leave();
                each.remove();
                close(grant.file);
            } else if (nowNs - grant.nextNs >= 0) {
                pause(grant, nowNs);
                catchUp(grant, nowNs);
            }
        }
    }

    /** Acknowledges twice a second, also without a connection: a daemon may be waiting for the record. */
    private void catchUp(Grant grant, long nowNs) {
        if (nowNs - grant.caughtUpNs >= CATCH_UP_PAUSE_NS) {
            grant.caughtUpNs = nowNs;
            grant.file.catchUp(barrier);
        }
    }

    /** The barrier comes first, also where an earlier attempt at it has failed. */
    private boolean isLeft(Grant grant) {
        if (!grant.crossed) {
            barrier.acrossThisProcess();
            grant.crossed = true;
        }
        ThreadSlots slots = grant.file.attachment().slots();
        slots.reclaim();
        return slots.areLeft();
    }

    private static void pause(Grant grant, long nowNs) {
        if (!grant.outlasted && nowNs - grant.sinceNs >= LIMIT_NS) {
            grant.outlasted = true;
            LOG.warn(
                    "a thread has been inside an event for {} s: client record {} is released when it leaves it, or"
                            + " this process ends",
                    TimeUnit.NANOSECONDS.toSeconds(LIMIT_NS),
                    grant.file.token().client());
        }
        grant.nextNs = nowNs + (grant.outlasted ? OUTLASTED_PAUSE_NS : PAUSE_NS);
    }

    /** Returns whether a grant may still be given back soon, so that the next one can have its record and slots. */
    boolean areAwaited() {
        return grants.stream().anyMatch(grant -> !grant.outlasted);
    }

    /** Returns whether all have been given back. */
    boolean areLeft() {
        return grants.isEmpty();
    }

    /** Returns the time in ns until there is work, {@link Long#MAX_VALUE} if there is none. */
    long leftNs(long nowNs) {
        return grants.stream().mapToLong(grant -> grant.nextNs - nowNs).min().orElse(Long.MAX_VALUE);
    }

    /** Maps every prepared CPU for threads inside events, and acknowledges the epoch, as for an attached file. */
    void catchUp() {
        grants.forEach(grant -> grant.file.catchUp(barrier));
    }

    /** Does the same for the CPUs that the control ring names. */
    void onDoorbell() {
        grants.forEach(grant -> grant.file.onDoorbell(barrier));
    }

    /** Returns whether events are still counted in a file other than this one. */
    boolean areCountedOutside(AttachedFile file) {
        AttachedFile last = counting;
        return last != null && last.token().created() != file.token().created();
    }

    /** Called when another grant has replaced the last one. */
    void replaced() {
        AttachedFile last = counting;
        counting = null;
        if (last != null) {
            close(last);
        }
    }

    /** Closes a file for which there is nothing more to do. */
    private void close(AttachedFile file) {
        boolean inUse = counting == file || grants.stream().anyMatch(grant -> grant.file == file);
        if (!inUse) {
            file.close();
        }
    }

    /** Gives up those in a truncated buffer; returns whether there was one. */
    boolean dropDamaged() {
        AttachedFile last = counting;
        boolean damaged = last != null && last.isCutShort();
        if (last != null && damaged) {
            last.attachment().slots().revoke();
            replaced();
        }
        for (Iterator<Grant> each = grants.iterator(); each.hasNext(); ) {
            AttachedFile file = each.next().file;
            if (file.isCutShort()) {
                damaged = true;
                each.remove();
                file.attachment().slots().revoke();
                close(file);
            }
        }
        return damaged;
    }

    /** Gives all back: the last call. May wait. */
    void end(Selector selector) {
        replaced();
        for (Grant grant : grants) {
            new Farewell(grant.file, barrier).say(null, selector);
            grant.file.close();
        }
        grants.clear();
    }
}
