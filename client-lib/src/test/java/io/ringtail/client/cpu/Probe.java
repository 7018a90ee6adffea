package io.ringtail.client.cpu;

import io.ringtail.client.barrier.ProcessBarrier;

/** The program of a {@link ChildJvm}: prints the chosen ways and their results. */
final class Probe {
    static final String PREFIX = "probe:";
    static final int BARRIERS = 5;

    private Probe() {}

    public static void main(String[] arguments) {
        CpuIds cpus = CpuIds.detect(0, 1);
        ProcessBarrier barrier = ProcessBarrier.using(cpus.libC());
        for (int i = 0; i < BARRIERS; i++) {
            barrier.acrossThisProcess();
        }
        report("cpus", cpus.name());
        report("cpu", cpus.forCurrentThread().cpu());
        report("tid", ThreadIds.using(cpus.libC()).current());
        report("barrier", barrier.name());
        report("registered", barrier.isRegistered());
        report("across", barrier.acrossRegistered());
    }

    private static void report(String key, Object value) {
        System.out.println(PREFIX + key + "=" + value);
    }
}
