package io.ringtail.reader.spans;

/**
 * A span that has begun.
 *
 * @param place where it lies
 * @param category the system of its event
 * @param begin what the caller keeps of its begin, such as the time or the track
 */
public record OpenSpan<T>(SpanPlace place, String name, String category, T begin) {}
