/**
 * What events mean in a timeline, by the names that {@code docs/reader.md} lists: which ones begin and end spans, and how
 * those are paired.
 *
 * <p>Belongs here: pairing, for every exporter and report that knows spans. Does not: how a span is drawn or written. What
 * is kept in memory is bounded by the number of open spans and of event types.
 */
@NullMarked
package io.ringtail.reader.spans;

import org.jspecify.annotations.NullMarked;
