package io.ringtail.daemon;

import io.ringtail.daemon.control.DaemonConductor;
import io.ringtail.daemon.hotplug.CpuStatus;
import io.ringtail.daemon.hotplug.WaitedClient;
import io.ringtail.daemon.stream.ServedCpu;
import io.ringtail.daemon.stream.ServedHandshakes;
import java.util.Locale;

/** The conductor's handshakes, as they are served. */
final class ConductedHandshakes implements ServedHandshakes {
    private static final WaitedClient NOBODY = new WaitedClient(-1, 0, "");

    private final DaemonConductor conductor;

    ConductedHandshakes(DaemonConductor conductor) {
        this.conductor = conductor;
    }

    @Override
    public ServedCpu cpu(int cpu) {
        CpuStatus status = conductor.cpu(cpu);
        WaitedClient waited = status.waitedFor() == null ? NOBODY : status.waitedFor();
        return new ServedCpu(
                status.state().name().toLowerCase(Locale.ROOT),
                status.epoch(),
                status.handshakeNs(),
                waited.client(),
                waited.pid(),
                waited.command(),
                status.failures(),
                status.failure());
    }

    @Override
    public long online() {
        return conductor.handshakes().online();
    }

    @Override
    public long passedOver() {
        return conductor.handshakes().passedOver();
    }

    @Override
    public long held() {
        return conductor.handshakes().held();
    }

    @Override
    public long refused() {
        return conductor.handshakes().refused();
    }

    @Override
    public long failed() {
        return conductor.handshakes().failed();
    }
}
