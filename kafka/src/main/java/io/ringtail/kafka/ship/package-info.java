/**
 * Shipping: the stream of a daemon's pages into the topics of a fleet, exactly once by position.
 *
 * <p>A shipper claims its CPUs' places in the topic, finds there how far the pages of an earlier one have come, and lets
 * the daemon resume at that point. It holds at most one page of each CPU and what Kafka's client may buffer: while no
 * broker takes records, it does not read the stream, so the rings are the queue.
 */
@NullMarked
package io.ringtail.kafka.ship;

import org.jspecify.annotations.NullMarked;
