/**
 * Merging the events of several CPUs into a single time order.
 *
 * <p>Code that both ends of a stream need for this belongs here: the daemon's {@code /trace_pipe} and
 * {@code ringtail tail}. The source of pages and the use of events do not.
 */
@NullMarked
package io.ringtail.reader.merge;

import org.jspecify.annotations.NullMarked;
