package io.ringtail.daemon.metrics;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** All metrics, in the text formats of Prometheus and OpenMetrics. */
public final class DaemonMetrics {
    private static final ExpositionFormatWriter PROMETHEUS =
            PrometheusTextFormatWriter.builder().build();
    private static final ExpositionFormatWriter OPEN_METRICS =
            OpenMetricsTextFormatWriter.builder().build();

    private final RingMetrics rings;
    private final ReceiverMetrics receivers;
    private final HostMetrics host;

    /**
     * A scrape's answer.
     *
     * @param contentType its media type
     * @param body its text
     */
    public record Exposition(String contentType, String body) {}

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
    public Exposition expose(String accept, long nowNs) {
        Scrape scrape = new Scrape();
        rings.addTo(scrape);
        receivers.addTo(scrape, nowNs);
        host.addTo(scrape);
        ExpositionFormatWriter writer = OPEN_METRICS.accepts(accept) ? OPEN_METRICS : PROMETHEUS;
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            writer.write(text, scrape.metrics());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Exposition(writer.getContentType(), text.toString(StandardCharsets.UTF_8));
    }
}
