package io.ringtail.client.barrier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringtail.client.libc.LibC;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The interrupts that a barrier sends, as the kernel counts them in {@code /proc/interrupts}. */
final class InterruptsTest {
    private static final Path INTERRUPTS = Path.of("/proc/interrupts");
    private static final int BARRIERS = 500;
    private static final int WANTED = 250;

    @Test
    @Timeout(30)
    void shouldInterruptTheCpuThatRunsAnotherThread() throws Exception {
        ProcessBarrier barrier = ProcessBarrier.using(LibC.find());
        assumeTrue(barrier.isRegistered(), "no membarrier here");
        assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "one CPU has nobody to interrupt");
        assumeTrue(calls() >= 0, "the kernel does not tell function call interrupts");
        AtomicBoolean ending = new AtomicBoolean();
        Thread busy = new Thread(() -> {
            while (!ending.get()) {
                Thread.onSpinWait();
            }
        });
        busy.start();
        try {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            long most = 0;
            while (most < WANTED && System.nanoTime() - deadline < 0) {
                most = Math.max(most, interruptsOfABurst(barrier));
            }
            assertThat(most).isGreaterThanOrEqualTo(WANTED);
        } finally {
            ending.set(true);
            busy.join();
        }
    }

    /**
     * Measures a few milliseconds, in which others cause few interrupts; none occur if the other thread waits for its
     * turn.
     */
    private static long interruptsOfABurst(ProcessBarrier barrier) throws IOException {
        long before = calls();
        for (int call = 0; call < BARRIERS; call++) {
            assertThat(barrier.acrossRegistered()).isTrue();
        }
        return calls() - before;
    }

    /** Returns the function call interrupts of all CPUs; -1 if they are not listed. */
    private static long calls() throws IOException {
        return Files.isReadable(INTERRUPTS)
                ? Files.readAllLines(INTERRUPTS).stream()
                        .map(String::strip)
                        .filter(line -> line.endsWith("Function call interrupts"))
                        .mapToLong(InterruptsTest::sum)
                        .findFirst()
                        .orElse(-1)
                : -1;
    }

    private static long sum(String line) {
        return Arrays.stream(line.split("\\s+", -1))
                .filter(word -> word.matches("\\d{1,18}"))
                .mapToLong(Long::parseLong)
                .sum();
    }
}
