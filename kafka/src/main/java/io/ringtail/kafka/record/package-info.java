/**
 * The records of a fleet's topics, in bytes: {@code PREFIX.pages} has the pages of all hosts' CPUs, {@code PREFIX.meta}
 * what decodes them.
 *
 * <p>Keys, headers and values, and the order in which the records of one CPU count, belong here; Kafka's clients do not.
 * What is parsed comes from a broker, and so from anybody who may write there: every number is checked before it is used.
 */
@NullMarked
package io.ringtail.kafka.record;

import org.jspecify.annotations.NullMarked;
