package io.ringtail.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** A process that asks itself to end after a second, and ignores the request. */
final class DeafCommand {
    private DeafCommand() {}

    /** Prints a line when it is ready for the request. */
    public static void main(String[] arguments) throws InterruptedException {
        LastResort lastResort = LastResort.arm(Duration.ofSeconds(1));
        EndSignals.onFirst(() -> lastResort.begin("it was asked to end"));
        System.out.println("ready");
        new CountDownLatch(1).await();
    }
}
