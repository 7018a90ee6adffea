package io.ringtail.client.barrier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringtail.client.libc.LibC;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ProcessBarrierTest {
    private static final int GET_REGISTRATIONS = 1 << 9;

    private final FakeKernel kernel = new FakeKernel();
    private final CountingBarrier safepoints = new CountingBarrier();

    @Test
    void shouldRegisterWithTheKernel() {
        LibC libC = LibC.find();
        assertThat(libC).isNotNull();
        IntToLongFunction membarrier = MembarrierBarrier.membarrierOf(libC);
        assumeTrue(membarrier.applyAsLong(MembarrierBarrier.QUERY) > 0, "the kernel has no membarrier");
        ProcessBarrier barrier = ProcessBarrier.using(libC);
        assertThat(barrier.isRegistered()).isTrue();
        assertThat(barrier.name()).startsWith("membarrier (");
        assertThat(barrier.acrossRegistered()).isTrue();
        long registrations = membarrier.applyAsLong(GET_REGISTRATIONS);
        assumeTrue(registrations >= 0, "the kernel does not tell registrations (before Linux 6.3)");
        int both = MembarrierBarrier.REGISTER_GLOBAL_EXPEDITED | MembarrierBarrier.REGISTER_PRIVATE_EXPEDITED;
        assertThat(registrations & both).isEqualTo(both);
    }

    @Test
    void shouldUseSafepointsWithoutACLibrary() {
        ProcessBarrier barrier = ProcessBarrier.using(null);
        barrier.acrossThisProcess();
        assertThat(barrier.isRegistered()).isFalse();
        assertThat(barrier.acrossRegistered()).isTrue();
        assertThat(barrier.name()).isEqualTo("safepoint (deadlock search)");
    }

    @Test
    void shouldNotBeUsedWhenTheKernelLacksACommand() {
        kernel.commands &= ~MembarrierBarrier.REGISTER_GLOBAL_EXPEDITED;
        assertThat(register()).isNull();
        kernel.commands = -1;
        assertThat(register()).isNull();
    }

    @Test
    void shouldNotBeUsedWhenTheKernelRefusesToRegister() {
        kernel.refuse(MembarrierBarrier.REGISTER_PRIVATE_EXPEDITED, 1);
        assertThat(register()).isNull();
        kernel.refuse(MembarrierBarrier.REGISTER_GLOBAL_EXPEDITED, 1);
        assertThat(register()).isNull();
    }

    @Test
    void shouldTryAgainWhenTheKernelRefuses() {
        ProcessBarrier barrier = register();
        assertThat(barrier).isNotNull();
        kernel.refuse(MembarrierBarrier.GLOBAL_EXPEDITED, 2);
        assertThat(barrier.acrossRegistered()).isTrue();
        kernel.refuse(MembarrierBarrier.GLOBAL_EXPEDITED, Integer.MAX_VALUE);
        assertThat(barrier.acrossRegistered()).isFalse();
    }

    @Test
    void shouldStopThisProcessWhenTheKernelGoesOnRefusing() {
        ProcessBarrier barrier = register();
        assertThat(barrier).isNotNull();
        barrier.acrossThisProcess();
        kernel.refuse(MembarrierBarrier.PRIVATE_EXPEDITED, 2);
        barrier.acrossThisProcess();
        assertThat(safepoints.count).isZero();
        kernel.refuse(MembarrierBarrier.PRIVATE_EXPEDITED, Integer.MAX_VALUE);
        barrier.acrossThisProcess();
        assertThat(safepoints.count).isEqualTo(1);
    }

    private @Nullable ProcessBarrier register() {
        return MembarrierBarrier.register("test", kernel, safepoints);
    }

    /** A kernel that refuses one command a given number of times. */
    private static final class FakeKernel implements IntToLongFunction {
        private long commands = GET_REGISTRATIONS - 1;
        private int refused;
        private int times;

        void refuse(int command, int howOften) {
            refused = command;
            times = howOften;
        }

        @Override
        public long applyAsLong(int command) {
            if (command == MembarrierBarrier.QUERY) {
                return commands;
            }
            if (command == refused && times > 0) {
                times--;
                return -1;
            }
            return 0;
        }
    }

    /** Counts its barriers, without executing any. */
    private static final class CountingBarrier implements ProcessBarrier {
        private int count;

        @Override
        public String name() {
            return "counted";
        }

        @Override
        public boolean isRegistered() {
            return false;
        }

        @Override
        public void acrossThisProcess() {
            count++;
        }

        @Override
        public boolean acrossRegistered() {
            count++;
            return true;
        }
    }
}
