package io.ringtail.daemon.life;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where a failure arrives that the daemon cannot outlive. The first reason counts; whoever owns the process
 * waits for it, closes the daemon, and ends the process with that line and a status.
 *
 * <p>All methods may be called by any thread, in any state of the JVM: they neither block nor throw.
 */
public final class DaemonEnd {
    private static final Logger LOG = LoggerFactory.getLogger(DaemonEnd.class);

    private final CompletableFuture<String> reason = new CompletableFuture<>();
    private volatile boolean expected;
    private volatile Supplier<String> damage = () -> "";

    /** Ends the daemon for a reason, given as one line that says what to do. */
    public void because(String line) {
        if (!expected) {
            reason.complete(line);
        }
    }

    /**
     * Says where the reason of an {@link InternalError} may be found, which is what a JVM makes of a mapped page that is gone.
     *
     * @param line the reason, empty where there is none; does not throw
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
            because(part + " failed (" + oneLine(cause)
                    + "), so this daemon ends: start it again, and please report this");
        }
    }

    /** Ends the daemon because a thread of it has ended. */
    public void ended(String thread) {
        because("its thread " + thread + " has ended, so this daemon ends: start it again, and please report this");
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
     * Whether a failure says something about the process, and not only about the request or connection at hand. A
     * {@link StackOverflowError} concerns one call, and Netty's own limit of direct memory the buffer that was asked for;
     * any other {@link Error} leaves it open what else is broken: memory that faults, a class that is missing.
     */
    public static boolean isFatal(Throwable cause) {
        return cause instanceof Error
                && !(cause instanceof StackOverflowError)
                && !cause.getClass().getName().equals("io.netty.util.internal.OutOfDirectMemoryError");
    }

    /**
     * Makes threads without which the daemon cannot go on: when one's task returns or throws, whatever it throws, the
     * daemon ends, unless that was {@linkplain #expect() expected}.
     *
     * @param thread what to call them in the reason
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
                failed("its thread " + thread, cause);
                throw cause;
            }
        };
    }

    /** A task that runs again and again: what it throws is logged, or ends the daemon, and is never passed on. */
    public Runnable guarded(String part, Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (Throwable cause) {
                if (!failedFatally(part, cause)) {
                    LOG.error("{} goes on after a failure; please report it", part, cause);
                }
            }
        };
    }

    /** Says that the daemon is being closed: from now on, threads may end. */
    public void expect() {
        expected = true;
    }

    /** Completed with the reason, on the thread that gave it. */
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
