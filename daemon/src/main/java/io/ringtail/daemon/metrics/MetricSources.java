package io.ringtail.daemon.metrics;

import io.ringtail.daemon.access.ServiceLimits;
import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.daemon.control.AttachedProcess;
import io.ringtail.daemon.control.QuotaUse;
import io.ringtail.daemon.feed.Receivers;
import io.ringtail.daemon.files.FilesInUse;
import io.ringtail.daemon.hotplug.HandshakeCounts;
import io.ringtail.daemon.hotplug.HandshakeTimes;
import io.ringtail.daemon.tls.ServerTls;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is measured.
 *
 * @param buffer the rings
 * @param clients the processes attached at present
 * @param quotas the use of everything that has quotas
 * @param handshakes the outcomes of CPUs' handshakes
 * @param handshakeTimes how long these took
 * @param snapshots the outcomes of requests for snapshots
 * @param receivers who receives events, and who did
 * @param limits of the HTTP service
 * @param tls of the HTTP listener; null for plain HTTP
 * @param credentials whether their files are in use as they are now
 * @param version the daemon's version
 */
public record MetricSources(
        BufferFile buffer,
        Supplier<List<AttachedProcess>> clients,
        Supplier<List<QuotaUse>> quotas,
        Supplier<HandshakeCounts> handshakes,
        Supplier<HandshakeTimes> handshakeTimes,
        Supplier<SnapshotCounts> snapshots,
        Receivers receivers,
        ServiceLimits limits,
        @Nullable ServerTls tls,
        Supplier<List<FilesInUse>> credentials,
        String version) {}
