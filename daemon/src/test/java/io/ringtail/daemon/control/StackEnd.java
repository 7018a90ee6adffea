package io.ringtail.daemon.control;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** Code that runs where the stack of its thread ends. */
final class StackEnd {
    private static final int STACK_BYTES = 200 << 10;

    private StackEnd() {}

    /** Runs code once for each of a number of levels, in a thread of its own with a small stack. */
    static void atEachOf(int levels, IntConsumer code) throws InterruptedException {
        for (int level = 0; level < levels; level++) {
            int above = level;
            Thread thread = new Thread(null, () -> code.accept(above), "overflow", STACK_BYTES);
            thread.start();
            thread.join();
        }
    }

    /**
     * Runs code at a level above the deepest one that the stack has room for, and counts it if the stack ends inside
     * the code. Returns its own level above the deepest one.
     */
    @SuppressWarnings("InfiniteRecursion") // until the stack is exhausted
    static int descend(int level, AtomicInteger thrown, Runnable code) {
        int above;
        try {
            above = descend(level, thrown, code) + 1;
        } catch (StackOverflowError e) {
            above = 0;
        }
        if (above == level) {
            try {
                code.run();
            } catch (StackOverflowError e) {
                thrown.set(thrown.get() + 1);
            }
        }
        return above;
    }
}
