package io.ringtail.daemon.metrics;

/** All metrics, in the text formats of Prometheus and OpenMetrics. */
public final class DaemonMetrics {
    private final RingMetrics rings;
    private final ReceiverMetrics receivers;
    private final HostMetrics host;

    /** Creates the metrics; nothing is measured until they are asked for. */
    public DaemonMetrics(MetricSources sources) {
        rings = new RingMetrics(sources.buffer());
        receivers = new ReceiverMetrics(sources.receivers());
        host = new HostMetrics(sources);
    }

    /**
     * Returns the current values.
     *
     * @param accept the request's {@code Accept} header: OpenMetrics if it names that, otherwise Prometheus's format
     * @param nowNs CLOCK_MONOTONIC, ns
     */
    public Scrape.Exposition expose(String accept, long nowNs) {
        Scrape scrape = new Scrape();
        rings.addTo(scrape);
        receivers.addTo(scrape, nowNs);
        host.addTo(scrape);
        return scrape.expose(accept);
    }
}
