package io.ringtail.client.barrier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.ringtail.client.libc.LibC;
import io.ringtail.client.libc.SystemCalls;
import org.junit.jupiter.api.Test;

final class ProcessBarrierTest {
    private static final int GET_REGISTRATIONS = 1 << 9;
    private static final int ALL_COMMANDS = (1 << 10) - 1;

    private final LibC kernel = mock(LibC.class);
    private final ProcessBarrier safepoints = mock(ProcessBarrier.class);

    @Test
    void shouldRegisterWithTheKernel() {
        LibC libC = LibC.find();
        assertThat(libC).isNotNull();
        assumeTrue(MembarrierBarrier.command(libC, MembarrierBarrier.QUERY) > 0, "the kernel has no membarrier");
        ProcessBarrier barrier = ProcessBarrier.using(libC);
        assertThat(barrier.isRegistered()).isTrue();
        assertThat(barrier.name()).startsWith("membarrier (");
        assertThat(barrier.acrossRegistered()).isTrue();
        long registrations = MembarrierBarrier.command(libC, GET_REGISTRATIONS);
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
    void shouldUseSafepointsWhenTheKernelLacksACommand() {
        kernelAnswers(MembarrierBarrier.QUERY, ALL_COMMANDS & ~MembarrierBarrier.REGISTER_GLOBAL_EXPEDITED);
        assertThat(ProcessBarrier.using(kernel).isRegistered()).isFalse();
    }

    @Test
    void shouldUseSafepointsWhenTheKernelHasNoMembarrier() {
        kernelAnswers(MembarrierBarrier.QUERY, -1);
        assertThat(ProcessBarrier.using(kernel).isRegistered()).isFalse();
    }

    @Test
    void shouldUseSafepointsWhenTheKernelRefusesToRegister() {
        kernelAnswers(MembarrierBarrier.QUERY, ALL_COMMANDS);
        kernelAnswers(MembarrierBarrier.REGISTER_PRIVATE_EXPEDITED, -1);
        assertThat(ProcessBarrier.using(kernel).isRegistered()).isFalse();
    }

    @Test
    void shouldSayWhenTheKernelRefusesEveryAttempt() {
        ProcessBarrier barrier = registered();
        kernelAnswers(MembarrierBarrier.GLOBAL_EXPEDITED, -1);
        assertThat(barrier.acrossRegistered()).isFalse();
        when(kernel.syscall(SystemCalls.MEMBARRIER, MembarrierBarrier.GLOBAL_EXPEDITED, 0, 0))
                .thenReturn(-1L, 0L);
        assertThat(barrier.acrossRegistered()).isTrue();
    }

    @Test
    void shouldStopThisProcessWhenTheKernelRefuses() {
        ProcessBarrier barrier = registered();
        barrier.acrossThisProcess();
        verify(safepoints, times(0)).acrossThisProcess();
        kernelAnswers(MembarrierBarrier.PRIVATE_EXPEDITED, -1);
        barrier.acrossThisProcess();
        verify(safepoints).acrossThisProcess();
    }

    private ProcessBarrier registered() {
        when(kernel.syscall(anyLong(), anyLong(), anyLong(), anyLong())).thenReturn(0L);
        kernelAnswers(MembarrierBarrier.QUERY, ALL_COMMANDS);
        MembarrierBarrier barrier = MembarrierBarrier.register(kernel, safepoints);
        assertThat(barrier).isNotNull();
        return barrier;
    }

    private void kernelAnswers(int command, long answer) {
        when(kernel.syscall(SystemCalls.MEMBARRIER, command, 0, 0)).thenReturn(answer);
    }
}
