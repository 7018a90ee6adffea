package io.ringtail.kafka.fleet;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A thread that gives a sign of life at once, and then again and again, sooner after one that could not be given. It ends
 * with {@link #close()}.
 */
final class SignGiver implements AutoCloseable {
    private static final long END_LIMIT_S = 1;

    private final Sign sign;
    private final Duration every;
    private final Duration retry;
    private final Consumer<String> notices;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "ringtail-signs");

    private SignGiver(Sign sign, Duration every, Duration retry, Consumer<String> notices) {
        this.sign = sign;
        this.every = every;
        this.retry = retry;
        this.notices = notices;
    }

    /** A sign of life. */
    @FunctionalInterface
    interface Sign {
        /**
         * Gives it.
         *
         * @throws IOException if it cannot be given now; the message is one line
         */
        void give() throws IOException;
    }

    /**
     * Begins.
     *
     * @param every how long after a sign the next one is given
     * @param retry how long after a failure it is tried again
     * @param notices receives a line when a sign cannot be given, once until one can be
     */
    static SignGiver start(Sign sign, Duration every, Duration retry, Consumer<String> notices) {
        SignGiver giver = new SignGiver(sign, every, retry, notices);
        giver.thread.setDaemon(true);
        giver.thread.start();
        return giver;
    }

    private void run() {
        boolean given = true;
        try {
            do {
                given = give(given);
            } while (!closing.await((given ? every : retry).toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean give(boolean wasGiven) {
        try {
            sign.give();
            return true;
        } catch (IOException | RuntimeException e) {
            if (wasGiven && closing.getCount() > 0) {
                notices.accept("this host gives no sign of life: " + e.getMessage());
            }
            return false;
        }
    }

    @Override
    public void close() {
        closing.countDown();
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(END_LIMIT_S));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
