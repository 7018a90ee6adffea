/**
 * Pages as structures of Kafka Connect, for its sinks.
 *
 * <p>Whoever loads this package has Connect's own classes: they are not in the jar's class path. Decoding belongs to
 * {@link io.ringtail.kafka.serde}.
 */
@NullMarked
package io.ringtail.kafka.connect;

import org.jspecify.annotations.NullMarked;
