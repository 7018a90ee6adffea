package io.ringtail.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** A process that asks for the end after a second, and does nothing else when it is asked to end. */
final class DeafCommand {
    private DeafCommand() {}

    /** Prints a line when it may be asked. */
    public static void main(String[] arguments) throws InterruptedException {
        EndSignals.onFirst(() -> EndSignals.endAfter(Duration.ofSeconds(1)));
        System.out.println("ready");
        new CountDownLatch(1).await();
    }
}
