package io.ringtail.cli;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The handling of SIGINT and SIGTERM: the first asks the command to finish, which then exits with its own status; the
 * second ends the process. A JVM that cannot handle signals keeps the usual behaviour: shutdown hooks, and status 130 or
 * 143.
 */
final class EndSignals {
    private static final int ENDED_BY_INTERRUPT = 130;

    private EndSignals() {}

    /** Runs an action, on a thread of the JVM, when the process is first asked to end. */
    static void onFirst(Runnable action) {
        AtomicBoolean asked = new AtomicBoolean();
        Runnable handler = () -> {
            if (asked.getAndSet(true)) {
                Runtime.getRuntime().exit(ENDED_BY_INTERRUPT);
            }
            action.run();
        };
        try {
            for (String name : List.of("INT", "TERM")) {
                Signals.handle(name, handler);
            }
        } catch (ReflectiveOperationException unavailable) {
            Runtime.getRuntime().addShutdownHook(new Thread(action, "shutdown"));
        }
    }
}
