package io.ringtail.client.cpu;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Assumptions;

/** Virtual threads, by reflection: this is compiled for a JDK without them. */
final class VirtualThreads {
    private VirtualThreads() {}

    /** Runs to completion in a virtual thread; aborts the test on a JDK without virtual threads. */
    static void run(Runnable work) throws ReflectiveOperationException, InterruptedException {
        Assumptions.assumeTrue(Runtime.version().feature() >= 21, "no virtual threads before JDK 21");
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Runnable guarded = () -> {
            try {
                work.run();
            } catch (Throwable e) {
                failure.set(e);
            }
        };
        Thread thread = (Thread)
                Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, guarded);
        thread.join(30_000);
        if (thread.isAlive() || failure.get() != null) {
            throw new AssertionError("in the virtual thread", failure.get());
        }
    }
}
