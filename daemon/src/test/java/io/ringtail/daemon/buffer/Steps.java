package io.ringtail.daemon.buffer;

import java.util.function.BooleanSupplier;
import net.bytebuddy.asm.Advice;

/** The action before each access of a {@link SteppedWriter} to shared memory, for the thread that drives it. */
public final class Steps {
    private static final ThreadLocal<Runnable> ACTION = ThreadLocal.withInitial(() -> () -> {});

    private Steps() {}

    /** Runs {@code driven} with an action before each access. */
    static boolean with(Runnable action, BooleanSupplier driven) {
        ACTION.set(action);
        try {
            return driven.getAsBoolean();
        } finally {
            ACTION.remove();
        }
    }

    /** Called by the stepped classes. */
    public static void beforeAccess() {
        ACTION.get().run();
    }

    /** Woven into each method that touches shared memory. */
    static final class BeforeAccess {
        private BeforeAccess() {}

        @Advice.OnMethodEnter
        static void enter() {
            Steps.beforeAccess();
        }
    }
}
