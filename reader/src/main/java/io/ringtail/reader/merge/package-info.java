/**
 * Putting the events of several CPUs into one order of time.
 *
 * <p>Belongs here: what both ends of a stream need for that, the daemon's {@code /trace_pipe} and {@code ringtail tail}.
 * Doesn't: where pages come from, and what is done with the events.
 */
@NullMarked
package io.ringtail.reader.merge;

import org.jspecify.annotations.NullMarked;
