package io.ringtail.daemon.life;

import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The duties of one turn: each is performed even if another one fails. The failures are thrown together at the end; an
 * {@link Error} is thrown at once.
 */
public final class Duties {
    private @Nullable RuntimeException failure;

    /** Does a duty. */
    public void run(Runnable duty) {
        run(() -> {
            duty.run();
            return 0;
        });
    }

    /** Does a duty and returns its work count, 0 if it fails. */
    public int run(IntSupplier duty) {
        try {
            return duty.getAsInt();
        } catch (RuntimeException e) {
            add(e);
            return 0;
        }
    }

    private void add(RuntimeException e) {
        if (failure == null) {
            failure = e;
        } else if (failure != e) {
            failure.addSuppressed(e);
        }
    }

    /**
     * Ends the turn.
     *
     * @throws RuntimeException the first failure, if there was any, with the others suppressed
     */
    public void end() {
        if (failure != null) {
            throw failure;
        }
    }
}
