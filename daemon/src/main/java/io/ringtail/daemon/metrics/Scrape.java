package io.ringtail.daemon.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The values that one scrape has found, gathered by metric. Labels are given as names and values in turn. */
final class Scrape {
    private static final String PREFIX = "ringtail_";

    private final Map<String, CounterSnapshot.Builder> counters = new LinkedHashMap<>();
    private final Map<String, GaugeSnapshot.Builder> gauges = new LinkedHashMap<>();
    private final List<MetricSnapshot> others = new ArrayList<>();

    /** Adds a value of a counter, whose name is given without {@code ringtail_} and {@code _total}. */
    void counter(String name, String help, long value, String... labels) {
        counters.computeIfAbsent(
                        name,
                        key -> CounterSnapshot.builder().name(PREFIX + key).help(help))
                .dataPoint(CounterDataPointSnapshot.builder()
                        .value((double) value)
                        .labels(Labels.of(labels))
                        .build());
    }

    /** Adds a value of a gauge, whose name is given without {@code ringtail_}. */
    void gauge(String name, String help, double value, String... labels) {
        gauges.computeIfAbsent(
                        name, key -> GaugeSnapshot.builder().name(PREFIX + key).help(help))
                .dataPoint(GaugeDataPointSnapshot.builder()
                        .value(value)
                        .labels(Labels.of(labels))
                        .build());
    }

    /** Adds a metric of another kind. */
    void add(MetricSnapshot metric) {
        others.add(metric);
    }

    MetricSnapshots metrics() {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        counters.values().forEach(counter -> all.metricSnapshot(counter.build()));
        gauges.values().forEach(gauge -> all.metricSnapshot(gauge.build()));
        others.forEach(all::metricSnapshot);
        return all.build();
    }
}
