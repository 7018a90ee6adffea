/**
 * Decoded events in Perfetto's trace format, for its user interface and its SQL engine, and in Chrome's.
 *
 * <p>{@link io.ringtail.reader.perfetto.PerfettoSink} turns events into slices, instants, counters and flows, by the names
 * that {@code docs/reader.md} lists. Source of the format: {@code protos/perfetto/trace} in Perfetto's repository. What is
 * kept in memory is bounded by the number of threads, of open spans and of event types.
 */
@NullMarked
package io.ringtail.reader.perfetto;

import org.jspecify.annotations.NullMarked;
