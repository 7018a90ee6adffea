/**
 * Decoded events as a CTF 1.8 trace, for babeltrace2 and Trace Compass.
 *
 * <p>{@link io.ringtail.reader.ctf.CtfSink} writes a stream of packets for each CPU and, at the end, the metadata, which
 * describes the events that came. Source of the format: the Common Trace Format specification, version 1.8.3. What is kept
 * in memory is bounded by the number of CPUs, which have a packet each, and of event types.
 */
@NullMarked
package io.ringtail.reader.ctf;

import org.jspecify.annotations.NullMarked;
