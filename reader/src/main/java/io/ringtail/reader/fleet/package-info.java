/**
 * What the optional module for Apache Kafka does for the command line.
 *
 * <p>Interfaces and values without Kafka's own types belong here; the module of {@code kafka/} implements them, and the
 * command line finds it by {@link java.util.ServiceLoader} in a jar beside its own.
 */
@NullMarked
package io.ringtail.reader.fleet;

import org.jspecify.annotations.NullMarked;
