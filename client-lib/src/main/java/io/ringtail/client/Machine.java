package io.ringtail.client;

import io.ringtail.client.barrier.ProcessBarrier;
import io.ringtail.client.cpu.CpuIds;
import io.ringtail.client.cpu.ThreadIds;
import java.util.stream.IntStream;

/**
 * What this machine and JVM offer to tell CPU and thread, and to put a barrier across the process. Finding out takes
 * some 100 ms, so the conductor's thread does.
 */
record Machine(CpuIds cpuIds, ThreadIds threadIds, ProcessBarrier barrier) {
    static Machine find() {
        int[] cpus =
                IntStream.range(0, Runtime.getRuntime().availableProcessors()).toArray();
        CpuIds cpuIds = CpuIds.detect(cpus);
        return new Machine(cpuIds, ThreadIds.using(cpuIds.libC()), ProcessBarrier.using(cpuIds.libC()));
    }
}
