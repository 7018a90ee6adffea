package io.ringtail.reader.tracedat;

/**
 * The times of a trace.
 *
 * @param first the time of the first event, in ns or in the clock's own unit
 * @param last the time of the last event
 */
public record TimeRange(long first, long last) {}
