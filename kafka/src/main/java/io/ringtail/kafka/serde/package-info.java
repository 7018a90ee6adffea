/**
 * Decoded events for programs that read a fleet's topics by Kafka's own consumers or Kafka Streams.
 *
 * <p>Values that outlive a call, and Kafka's interfaces for them, belong here; decoding itself does not.
 */
@NullMarked
package io.ringtail.kafka.serde;

import org.jspecify.annotations.NullMarked;
