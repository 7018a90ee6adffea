package io.ringtail.daemon.http;

import io.ringtail.daemon.access.ServiceLimits;
import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.daemon.control.AttachedProcess;
import io.ringtail.daemon.control.QuotaUse;
import io.ringtail.daemon.feed.FeedSource;
import io.ringtail.daemon.feed.Receivers;
import io.ringtail.daemon.feed.ThreadNames;
import io.ringtail.daemon.files.FilesInUse;
import io.ringtail.daemon.hotplug.CpuStatus;
import io.ringtail.daemon.hotplug.HandshakeCounts;
import io.ringtail.daemon.hotplug.HandshakeTimes;
import io.ringtail.daemon.life.Health;
import io.ringtail.daemon.metrics.MetricSources;
import io.ringtail.daemon.tls.ServerTls;
import io.ringtail.reader.EventSink;
import io.ringtail.reader.merge.MergedEvents;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The daemon's parts as the server sees them: everything that is served.
 *
 * @param buffer the pages
 * @param events the registered events
 * @param names the threads' names
 * @param clients the processes attached at present
 * @param quotas the use of everything that has quotas
 * @param cpus a possible CPU's status
 * @param handshakes the statistics of CPUs' handshakes
 * @param handshakeTimes how long these took
 * @param text a new receiver's printer, which appends trace_pipe's lines
 * @param json a new receiver's printer, which appends lines of JSON
 * @param decoder a new receiver's decoder for a sink
 * @param snapshots takes snapshots
 * @param triggers acts on events
 * @param resize replaces the rings by rings of so many sub-buffers
 * @param instances adds and removes instances
 * @param health whether the daemon is live and ready
 * @param tls for connections; null for plain HTTP
 * @param credentials whether their files are in use as they are now
 * @param insecure whether other machines can reach it without TLS or without authentication
 * @param clock CLOCK_MONOTONIC, ns: the clock of the events
 * @param host the host's name
 * @param version the daemon's version
 */
public record Served(
        BufferFile buffer,
        ServedEvents events,
        ThreadNames names,
        Supplier<List<AttachedProcess>> clients,
        Supplier<List<QuotaUse>> quotas,
        IntFunction<CpuStatus> cpus,
        Supplier<HandshakeCounts> handshakes,
        Supplier<HandshakeTimes> handshakeTimes,
        Function<StringBuilder, MergedEvents> text,
        Function<StringBuilder, MergedEvents> json,
        Function<EventSink, MergedEvents> decoder,
        ServedSnapshots snapshots,
        ServedTriggers triggers,
        IntFunction<CompletableFuture<String>> resize,
        ServedInstances instances,
        Health health,
        @Nullable ServerTls tls,
        Supplier<List<FilesInUse>> credentials,
        BooleanSupplier insecure,
        LongSupplier clock,
        String host,
        String version) {
    /** What metrics are made of. */
    MetricSources metrics(Receivers receivers, ServiceLimits limits) {
        return new MetricSources(
                buffer,
                clients,
                quotas,
                handshakes,
                handshakeTimes,
                snapshots::counts,
                receivers,
                limits,
                tls,
                credentials,
                version);
    }

    /** The subset that feeds need. */
    public FeedSource feeds() {
        return new FeedSource(buffer, events::event, names, decoder, clock, host);
    }
}
