package io.ringtail.cli;

import io.ringtail.daemon.AddressFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A temporary run directory and the processes that use it, all of which are gone once it is closed, however this
 * process ends.
 */
final class TemporaryHost implements AutoCloseable {
    private static final long POLL_MS = 20;
    private static final long START_LIMIT_S = 120;
    private static final long END_LIMIT_S = 5;

    private final ScratchDirectory scratch;
    private final Guard guard;
    private final Deque<Process> processes = new ArrayDeque<>();
    private final EndHook hook = new EndHook(this::clear);
    private boolean cleared;

    /**
     * Creates the directory, in memory if possible.
     *
     * @param purpose the beginning of its name
     */
    TemporaryHost(String purpose) throws IOException {
        scratch = ScratchDirectory.make(purpose);
        guard = Guard.of(scratch.path());
        hook.add();
    }

    Path directory() {
        return scratch.path();
    }

    /** Starts a process whose standard output is discarded. */
    Process start(List<String> jvmOptions, String... command) throws IOException {
        return start(OwnProcess.of(jvmOptions, command).redirectOutput(ProcessBuilder.Redirect.DISCARD));
    }

    synchronized Process start(ProcessBuilder builder) throws IOException {
        if (cleared) {
            throw new IOException("this command is ending");
        }
        guard.mark(builder);
        Process process = builder.start();
        processes.push(process);
        return process;
    }

    /** Runs a process to its end and returns its output. */
    String output(String... command) throws IOException, CommandException, InterruptedException {
        return output(OwnProcess.of(List.of(), command), command[0]);
    }

    /**
     * Runs a process to its end and returns its output.
     *
     * @param name of its command, for the message if it fails
     */
    String output(ProcessBuilder builder, String name) throws IOException, CommandException, InterruptedException {
        Process process = start(builder);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new CommandException(
                    "ringtail " + name + " exited with status " + process.exitValue() + "; its error message is above");
        }
        return output.strip();
    }

    /** Waits until the daemon serves requests. */
    void awaitDaemon(Process daemon) throws IOException, CommandException, InterruptedException {
        awaitDaemon(scratch.path(), daemon);
    }

    /** Waits until a daemon serves requests in a run directory. */
    static void awaitDaemon(Path directory, Process daemon) throws IOException, CommandException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_LIMIT_S);
        while (AddressFile.url(directory).isEmpty()) {
            if (!daemon.isAlive() || System.nanoTime() > deadline) {
                throw new CommandException(
                        daemon.isAlive()
                                ? "the daemon is not ready after " + START_LIMIT_S + " s: the machine may be overloaded"
                                : "the daemon exited with status " + daemon.exitValue()
                                        + "; its error message is above");
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        }
    }

    /** Ends a process: asks first, and kills it after a time limit. */
    static void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(END_LIMIT_S, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void clear() {
        if (cleared) {
            return;
        }
        cleared = true;
        processes.forEach(Process::destroy);
        processes.forEach(TemporaryHost::end);
        guard.close();
        scratch.close();
    }

    @Override
    public void close() {
        clear();
        hook.remove();
    }
}
