/**
 * Kafka's clients: their settings, the topics with their partitions, and their errors as lines that say what to do.
 *
 * <p>What shipping and reading both need of Kafka belongs here; the meaning of records does not.
 */
@NullMarked
package io.ringtail.kafka.client;

import org.jspecify.annotations.NullMarked;
