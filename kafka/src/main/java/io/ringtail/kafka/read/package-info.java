/**
 * Reading: the pages of many hosts out of the topics of a fleet, as events merged by wall clock, or host by host.
 *
 * <p>Of each CPU, a page counts once, by its position; what is missing between two pages is stated. Pages that wait for
 * older ones of other hosts are bounded: partitions that are ahead are paused. What is read was written by anybody who
 * may write to the topics, and is checked like a stream from an unknown daemon.
 */
@NullMarked
package io.ringtail.kafka.read;

import org.jspecify.annotations.NullMarked;
