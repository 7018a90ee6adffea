/**
 * The daemon's counters as Prometheus metrics, read when they are asked for. Names follow Prometheus's conventions:
 * base units, {@code _total} for counters, which restart with the daemon or its buffer file.
 */
@NullMarked
package io.ringtail.daemon.metrics;

import org.jspecify.annotations.NullMarked;
