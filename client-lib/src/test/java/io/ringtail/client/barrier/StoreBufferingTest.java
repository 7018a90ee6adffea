package io.ringtail.client.barrier;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.client.libc.LibC;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two threads count, each in its own word; after each step each reads the other's word. With a fence between step and
 * read on both sides, the other side sees at least one of two steps. Without fences, every CPU may reorder a read
 * before the preceding step, and both steps may be missed. Here the fast side has no fence: the slow side's barrier
 * replaces it.
 */
final class StoreBufferingTest {
    private static final VarHandle WORD =
            MethodHandles.arrayElementVarHandle(int[].class).withInvokeExactBehavior();
    // On separate cache lines.
    private static final int QUICK = 32;
    private static final int SLOW = 64;
    private static final int QUICK_STEPS = 8_000_000;
    private static final int SLOW_STEPS = 4_000_000;

    private final int[] words = new int[96];
    // Indexed by a side's own step: the other side's step that it saw.
    private final int[] quickSaw = new int[QUICK_STEPS + 1];
    private final int[] slowSaw = new int[SLOW_STEPS + 1];

    static Stream<ProcessBarrier> barriers() {
        return Stream.of(ProcessBarrier.using(LibC.find()), ProcessBarrier.using(null));
    }

    @ParameterizedTest
    @MethodSource("barriers")
    void shouldFenceThreadsThatHaveNoFence(ProcessBarrier barrier) throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            CompletableFuture<Void> quick = CompletableFuture.runAsync(this::stepAndLook, thread);
            int steps = stepAndLookBehind(barrier, quick);
            quick.get(60, TimeUnit.SECONDS);
            assertThat(steps).isPositive();
            for (int step = 1; step <= steps; step++) {
                int missed = slowSaw[step] + 1;
                if (missed <= QUICK_STEPS) {
                    assertThat(quickSaw[missed])
                            .as("what quick step %d saw, which slow step %d did not see", missed, step)
                            .isGreaterThanOrEqualTo(step);
                }
            }
        } finally {
            thread.shutdownNow();
        }
    }

    private void stepAndLook() {
        for (int step = 1; step <= QUICK_STEPS; step++) {
            WORD.setOpaque(words, QUICK, step);
            quickSaw[step] = (int) WORD.getOpaque(words, SLOW);
        }
    }

    private int stepAndLookBehind(ProcessBarrier barrier, CompletableFuture<Void> quick) {
        while ((int) WORD.getOpaque(words, QUICK) == 0) {
            Thread.onSpinWait();
        }
        int step = 0;
        while (step < SLOW_STEPS && !quick.isDone()) {
            step++;
            WORD.setOpaque(words, SLOW, step);
            barrier.acrossThisProcess();
            slowSaw[step] = (int) WORD.getOpaque(words, QUICK);
        }
        return step;
    }
}
