package io.ringtail.client.conductor;

import io.ringtail.client.barrier.ProcessBarrier;
import io.ringtail.client.log.Log;
import io.ringtail.client.ring.ThreadSlots;
import io.ringtail.proto.control.Goodbye;
import io.ringtail.proto.control.MalformedMessageException;
import java.io.IOException;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Returns a client's grant: no thread begins an event any more; threads inside an event finish it; the record becomes
 * LEFT; the daemon, if there is a connection, is notified and closes it. For the conductor's thread only, which may
 * wait.
 *
 * <p>A thread marks itself as inside before it checks whether its slot is revoked. The barrier follows the revocation
 * of the slots: a thread that checked before the barrier is seen inside, or has finished its event; one that checks
 * after it stores nothing. So once all threads have been seen outside, another process may own the slots.
 */
final class Farewell {
    private static final Logger LOG = Log.of(Farewell.class);
    private static final long LEAVING_LIMIT_NS = TimeUnit.MINUTES.toNanos(1);
    private static final long ANSWER_LIMIT_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long FIRST_PAUSE_NS = TimeUnit.MICROSECONDS.toNanos(50);
    private static final long LAST_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(50);

    private final AttachedFile file;
    private final ProcessBarrier barrier;

    Farewell(AttachedFile file, ProcessBarrier barrier) {
        this.file = file;
        this.barrier = barrier;
    }

    /**
     * Returns the grant.
     *
     * @param connection to the daemon that has greeted; null if there is none: the next daemon finds LEFT in the file
     */
    void say(@Nullable ControlConnection connection, Selector selector) {
        ThreadSlots slots = file.attachment().slots();
        slots.revoke();
        barrier.acrossThisProcess();
        if (!awaitLeft(slots)) {
            LOG.warn(
                    "a thread has been inside an event for a minute: client record {} is released only when this"
                            + " process ends",
                    file.token().client());
            return;
        }
        file.leave();
        if (connection != null) {
            tell(connection, selector);
        }
    }

    private static boolean awaitLeft(ThreadSlots slots) {
        long endNs = System.nanoTime() + LEAVING_LIMIT_NS;
        long pauseNs = FIRST_PAUSE_NS;
        while (!areLeft(slots)) {
            if (System.nanoTime() - endNs >= 0) {
                return false;
            }
            Thread.interrupted();
            LockSupport.parkNanos(pauseNs);
            pauseNs = Math.min(2 * pauseNs, LAST_PAUSE_NS);
        }
        return true;
    }

    private static boolean areLeft(ThreadSlots slots) {
        slots.reclaim();
        return slots.areLeft();
    }

    /** Notifies the daemon. It closes the connection, which ends this method with an exception. */
    private static void tell(ControlConnection connection, Selector selector) {
        long endNs = System.nanoTime() + ANSWER_LIMIT_NS;
        try {
            connection.send(new Goodbye());
            for (long leftNs = ANSWER_LIMIT_NS; leftNs > 0; leftNs = endNs - System.nanoTime()) {
                Thread.interrupted();
                connection.flush();
                selector.select(1 + TimeUnit.NANOSECONDS.toMillis(leftNs));
                selector.selectedKeys().clear();
                passOver(connection);
            }
        } catch (IOException | MalformedMessageException ended) {
            // The daemon has read the message, or is gone: the file contains the same information.
        }
    }

    private static void passOver(ControlConnection connection) throws IOException, MalformedMessageException {
        while (connection.receive() != null) {
            // Messages sent before the daemon read this one.
        }
    }
}
