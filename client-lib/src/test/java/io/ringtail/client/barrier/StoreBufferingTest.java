package io.ringtail.client.barrier;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.client.libc.LibC;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two threads, each storing its own word and then loading the other's. Without a fence in each, both may load 0: every
 * CPU lets a load pass an earlier store. One side has no fence; the other's barrier stands in for it.
 */
final class StoreBufferingTest {
    private static final VarHandle WORD =
            MethodHandles.arrayElementVarHandle(int[].class).withInvokeExactBehavior();
    private static final int ROUNDS = 20_000;
    private static final Duration ENOUGH = Duration.ofSeconds(3);
    // Words of one round on cache lines of their own.
    private static final int STRIDE = 32;

    private final int[] quick = new int[ROUNDS * STRIDE];
    private final int[] slow = new int[ROUNDS * STRIDE];
    private final int[] quickSaw = new int[ROUNDS];
    private final int[] slowSaw = new int[ROUNDS];
    private volatile int round = -1;

    static Stream<ProcessBarrier> barriers() {
        return Stream.of(ProcessBarrier.using(LibC.find()), ProcessBarrier.using(null));
    }

    @ParameterizedTest
    @MethodSource("barriers")
    void shouldFenceThreadsThatHaveNoFence(ProcessBarrier barrier) throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            CompletableFuture<Void> unfenced = CompletableFuture.runAsync(this::storeThenLoad, thread);
            int rounds = storeThenBarrierThenLoad(barrier);
            unfenced.get(60, TimeUnit.SECONDS);
            assertThat(rounds).isPositive();
            for (int i = 0; i < rounds; i++) {
                assertThat(quickSaw[i] + slowSaw[i]).as("round %d", i).isPositive();
            }
        } finally {
            thread.shutdownNow();
        }
    }

    private void storeThenLoad() {
        for (int i = 0; i < ROUNDS; i++) {
            int reached = round;
            while (reached < i) {
                Thread.onSpinWait();
                reached = round;
            }
            WORD.setOpaque(quick, i * STRIDE, 1);
            quickSaw[i] = (int) WORD.getOpaque(slow, i * STRIDE);
        }
    }

    private int storeThenBarrierThenLoad(ProcessBarrier barrier) {
        long deadline = System.nanoTime() + ENOUGH.toNanos();
        int rounds = 0;
        while (rounds < ROUNDS && System.nanoTime() < deadline) {
            round = rounds;
            WORD.setOpaque(slow, rounds * STRIDE, 1);
            barrier.acrossThisProcess();
            slowSaw[rounds] = (int) WORD.getOpaque(quick, rounds * STRIDE);
            rounds++;
        }
        round = ROUNDS;
        return rounds;
    }
}
