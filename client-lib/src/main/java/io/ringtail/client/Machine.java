package io.ringtail.client;

import io.ringtail.client.barrier.ProcessBarrier;
import io.ringtail.client.cpu.CpuIds;
import io.ringtail.client.cpu.ThreadIds;

/**
 * The means of this machine and JVM to identify CPU and thread, and to execute a barrier across the process. Detection
 * takes some 100 ms, so it runs on the conductor's thread.
 */
record Machine(CpuIds cpuIds, ThreadIds threadIds, ProcessBarrier barrier) {
    static Machine find() {
        int[] cpus = new int[Runtime.getRuntime().availableProcessors()];
        for (int cpu = 0; cpu < cpus.length; cpu++) {
            cpus[cpu] = cpu;
        }
        CpuIds cpuIds = CpuIds.detect(cpus);
        return new Machine(cpuIds, ThreadIds.using(cpuIds.libC()), ProcessBarrier.using(cpuIds.libC()));
    }
}
