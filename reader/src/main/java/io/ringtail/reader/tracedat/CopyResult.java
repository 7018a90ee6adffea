package io.ringtail.reader.tracedat;

/**
 * What a file contains that was made from others.
 *
 * @param events the number of events
 * @param lost the number of events lost between them, as far as it is known
 */
public record CopyResult(long events, long lost) {}
