package io.ringtail.daemon.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.Unit;
import io.ringtail.daemon.access.Slots;
import io.ringtail.daemon.control.QuotaUse;
import io.ringtail.daemon.files.FilesInUse;
import io.ringtail.daemon.hotplug.HandshakeCounts;
import io.ringtail.daemon.hotplug.HandshakeTimes;
import io.ringtail.daemon.tls.ServerTls;
import java.util.Arrays;
import java.util.Locale;

/** The metrics of the host's clients and CPUs, and of the daemon itself. */
final class HostMetrics {
    private static final String RESOURCE = "resource";
    private static final String OUTCOME = "outcome";
    private static final double NS_PER_SECOND = 1e9;

    private final MetricSources sources;

    HostMetrics(MetricSources sources) {
        this.sources = sources;
    }

    void addTo(Scrape scrape) {
        scrape.gauge("clients", "Tracers attached", sources.clients().get().size());
        for (QuotaUse use : sources.quotas().get()) {
            String resource = use.resource().replace(' ', '_');
            scrape.gauge(
                    "resource_used", "What clients have of a shared resource", (double) use.used(), RESOURCE, resource);
            scrape.gauge(
                    "resource_limit", "What there is of a shared resource", (double) use.limit(), RESOURCE, resource);
        }
        limits(scrape);
        handshakes(scrape);
        SnapshotCounts snapshots = sources.snapshots().get();
        String help = "Requests for snapshots by outcome";
        scrape.counter("snapshots", help, snapshots.taken(), OUTCOME, "taken");
        scrape.counter("snapshots", help, snapshots.failed(), OUTCOME, "failed");
        scrape.counter("snapshots", help, snapshots.refused(), OUTCOME, "refused");
        Runtime jvm = Runtime.getRuntime();
        scrape.gauge(
                "heap_used_bytes", "Used part of the daemon's heap", (double) jvm.totalMemory() - jvm.freeMemory());
        scrape.gauge("heap_max_bytes", "Maximum of the daemon's heap", (double) jvm.maxMemory());
        ServerTls tls = sources.tls();
        if (tls != null) {
            scrape.gauge(
                    "tls_certificate_expiry_timestamp_seconds",
                    "Unix time at which the HTTP listener's certificate expires",
                    (double) tls.certificate().notAfter().getEpochSecond());
        }
        for (FilesInUse use : sources.credentials().get()) {
            scrape.gauge(
                    "credentials_unusable",
                    "1 while the files of credentials cannot be used, so that earlier ones stay in use",
                    use.problem().isEmpty() ? 0 : 1,
                    "what",
                    use.what().toLowerCase(Locale.ROOT).replace(' ', '_'));
        }
        scrape.add(InfoSnapshot.builder()
                .name("ringtail_build")
                .help("The daemon's build")
                .dataPoint(InfoDataPointSnapshot.builder()
                        .labels(Labels.of(
                                "version",
                                sources.version(),
                                "java_version",
                                Runtime.version().toString()))
                        .build())
                .build());
    }

    private void limits(Scrape scrape) {
        String help = "Requests, connections and streams beyond a limit of one peer or of all";
        for (Slots.Use use : sources.limits().uses()) {
            String resource = use.what().replace(' ', '_');
            scrape.gauge("http_used", "Connections and streams being served", (double) use.used(), RESOURCE, resource);
            scrape.gauge("http_limit", "Limits of connections and streams", (double) use.most(), RESOURCE, resource);
            scrape.counter("http_refused", help, use.refused(), RESOURCE, resource);
        }
        scrape.counter("http_refused", help, sources.limits().requests().refused(), RESOURCE, "requests");
    }

    private void handshakes(Scrape scrape) {
        HandshakeCounts counts = sources.handshakes().get();
        String help =
                "Handshakes by outcome: a CPU came online or failed, a client refused its ring, a round passed the"
                        + " time limit and went on without a client or had to wait";
        scrape.counter("handshakes", help, counts.online(), OUTCOME, "online");
        scrape.counter("handshakes", help, counts.failed(), OUTCOME, "failed");
        scrape.counter("handshakes", help, counts.refused(), OUTCOME, "refused");
        scrape.counter("handshakes", help, counts.passedOver(), OUTCOME, "passed_over");
        scrape.counter("handshakes", help, counts.held(), OUTCOME, "held");
        scrape.add(histogram(sources.handshakeTimes().get()));
    }

    private static HistogramSnapshot histogram(HandshakeTimes times) {
        double[] bounds = Arrays.stream(HandshakeTimes.boundsNs())
                .mapToDouble(ns -> ns == Long.MAX_VALUE ? Double.POSITIVE_INFINITY : ns / NS_PER_SECOND)
                .toArray();
        return HistogramSnapshot.builder()
                .name("ringtail_handshake_duration_seconds")
                .unit(Unit.SECONDS)
                .help("Time from the creation of a CPU's ring to its mask bit")
                .dataPoint(HistogramDataPointSnapshot.builder()
                        .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, times.counts()))
                        .sum(times.sumNs() / NS_PER_SECOND)
                        .build())
                .build();
    }
}
