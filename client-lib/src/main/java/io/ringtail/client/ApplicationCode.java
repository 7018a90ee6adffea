package io.ringtail.client;

/** What the application's own methods throw while this library calls them, or its logger. */
final class ApplicationCode {
    private ApplicationCode() {}

    /** Passes on what ends the thread from outside; all else is the caller's to count. */
    static void onFailure(Throwable thrown) {
        if (thrown instanceof ThreadDeath death) {
            throw death;
        }
    }
}
