package io.ringtail.cli;

/**
 * What a running daemon is asked to do: to reload its settings, any number of times, and then to end. Requests arrive
 * from any thread; one thread carries them out.
 */
final class DaemonRequests {
    private boolean reload;
    private boolean end;

    /** Requests a reload; several requests before it begins are one. */
    synchronized void reload() {
        reload = true;
        notifyAll();
    }

    /** Requests the end. */
    synchronized void end() {
        end = true;
        notifyAll();
    }

    /** Waits for the next request: returns true for a reload, false for the end. */
    synchronized boolean awaitReload() throws InterruptedException {
        while (!reload && !end) {
            wait();
        }
        reload = false;
        return !end;
    }
}
