package io.ringtail.daemon.life;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects the failures that the daemon cannot survive. The first reason counts; the owner of the process waits for it,
 * closes the daemon, and ends the process with that line and a status.
 *
 * <p>Any thread may call all methods, in any state of the JVM: they neither block nor throw.
 */
public final class DaemonEnd {
    private static final Logger LOG = LoggerFactory.getLogger(DaemonEnd.class);

    private final CompletableFuture<String> reason = new CompletableFuture<>();
    private volatile boolean expected;
    private volatile Supplier<String> damage = () -> "";

    /** Ends the daemon for a reason, one line that contains the remedy. */
    public void because(String line) {
        if (!expected) {
            reason.complete(line);
        }
    }

    /**
     * Sets the source of the reason for an {@link InternalError}, which a JVM throws when a mapped page is gone.
     *
     * @param line the reason, empty if there is none; does not throw
     */
    public void explainFaults(Supplier<String> line) {
        damage = line;
    }

    /** Ends the daemon because a part of it failed. */
    public void failed(String part, Throwable cause) {
        String known = cause instanceof InternalError ? damage.get() : "";
        if (!known.isEmpty()) {
            because(known);
        } else if (!expected) {
            because(part + " failed (" + oneLine(cause) + "), so the daemon stops: restart it, and please report this");
        }
    }

    /** Ends the daemon because one of its threads has ended. */
    public void ended(String thread) {
        because("thread " + thread + " has ended, so the daemon stops: restart it, and please report this");
    }

    /**
     * Ends the daemon if its process cannot be trusted after a failure; see {@link #isFatal}.
     *
     * @return whether it ends
     */
    public boolean failedFatally(String part, Throwable cause) {
        boolean fatal = isFatal(cause);
        if (fatal) {
            failed(part, cause);
        }
        return fatal;
    }

    /**
     * Returns whether a failure concerns the process, and not only the request or connection being served. A
     * {@link StackOverflowError} concerns one call, and Netty's own limit of direct memory the requested buffer; any
     * other {@link Error} may mean further damage: faulting memory, a missing class.
     */
    public static boolean isFatal(Throwable cause) {
        return cause instanceof Error
                && !(cause instanceof StackOverflowError)
                && !cause.getClass().getName().equals("io.netty.util.internal.OutOfDirectMemoryError");
    }

    /**
     * Creates threads that the daemon cannot run without: when one's task returns or throws anything, the daemon ends,
     * unless that was {@linkplain #expect() expected}.
     *
     * @param thread the threads' name in the reason
     */
    public ThreadFactory needed(String thread, ThreadFactory factory) {
        return task -> factory.newThread(needed(thread, task));
    }

    private Runnable needed(String thread, Runnable task) {
        return () -> {
            try {
                task.run();
                ended(thread);
            } catch (Throwable cause) {
                failed("thread " + thread, cause);
                throw cause;
            }
        };
    }

    /** Wraps a task that runs repeatedly: anything it throws is logged, or ends the daemon, and is never passed on. */
    public Runnable guarded(String part, Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (Throwable cause) {
                if (!failedFatally(part, cause)) {
                    LOG.error("{} continues after a failure; please report it", part, cause);
                }
            }
        };
    }

    /** Declares that the daemon is being closed: from now on, threads may end. */
    public void expect() {
        expected = true;
    }

    /** Returns a stage completed with the reason, on the thread that reported it. */
    public CompletionStage<String> reason() {
        return reason;
    }

    private static String oneLine(Throwable cause) {
        try {
            return cause.toString().strip().replaceAll("\\s*\\R\\s*", " ");
        } catch (Throwable again) {
            return cause.getClass().getName();
        }
    }
}
