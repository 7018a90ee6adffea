package io.ringtail.client;

/** Handles what the application's own methods, or its logger, throw while this library calls them. */
final class ApplicationCode {
    private ApplicationCode() {}

    /** Rethrows a thread death; the caller counts everything else. */
    static void onFailure(Throwable thrown) {
        if (thrown instanceof ThreadDeath death) {
            throw death;
        }
    }
}
