package io.ringtail.client;

/** Handles what the application's own methods, or its logger, throw while this library calls them. */
final class ApplicationCode {
    private static final String OWN = ApplicationCode.class.getPackageName() + '.';

    private ApplicationCode() {}

    /** Returns where the application called this library, in parentheses with a space before it; empty if unknown. */
    static String currentCaller() {
        try {
            return StackWalker.getInstance()
                    .walk(frames -> frames.filter(frame -> !frame.getClassName().startsWith(OWN))
                            .findFirst()
                            .map(frame -> " (called from " + frame.toStackTraceElement() + ')')
                            .orElse(""));
        } catch (VirtualMachineError e) {
            return "";
        }
    }

    /** Rethrows a thread death; the caller counts everything else. */
    static void onFailure(Throwable thrown) {
        if (thrown instanceof ThreadDeath death) {
            throw death;
        }
    }
}
