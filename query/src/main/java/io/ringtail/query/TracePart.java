package io.ringtail.query;

import org.jspecify.annotations.Nullable;

/**
 * What one thread reads at a time: a CPU's events in a buffer of a file, or those of all CPUs, merged.
 *
 * @param cpu null for all
 */
record TracePart(TraceFile file, String buffer, @Nullable Integer cpu) {}
