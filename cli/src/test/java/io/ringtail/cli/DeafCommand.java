package io.ringtail.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** A process that asks for the end after a second, and does nothing else when it is asked to end. */
final class DeafCommand {
    private DeafCommand() {}

    /** Prints a line when it may be asked. */
    public static void main(String[] arguments) throws InterruptedException {
        LastResort lastResort = LastResort.arm(Duration.ofSeconds(1));
        EndSignals.onFirst(() -> lastResort.begin("it was asked to end"));
        System.out.println("ready");
        new CountDownLatch(1).await();
    }
}
