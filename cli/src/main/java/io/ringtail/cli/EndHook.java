package io.ringtail.cli;

/** Work that remains to be done when the process is asked to end, from when the hook is added until it is removed. */
final class EndHook {
    private final Thread thread;

    EndHook(Runnable work) {
        thread = new Thread(work, "clear");
    }

    void add() {
        Runtime.getRuntime().addShutdownHook(thread);
    }

    void remove() {
        try {
            Runtime.getRuntime().removeShutdownHook(thread);
        } catch (IllegalStateException alreadyEnding) {
            // The hook is already running.
        }
    }
}
