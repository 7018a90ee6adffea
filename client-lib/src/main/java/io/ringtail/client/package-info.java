/**
 * What an application touches: {@link io.ringtail.client.Tracer} to attach, {@link io.ringtail.client.EventType} to say
 * what an event is, {@link io.ringtail.client.EventRecord} to write one.
 *
 * <pre>{@code
 * Tracer tracer = Tracer.connect(Path.of("/run/ringtail"));
 * EventType order = tracer.event("shop", "order").u64("id").s32("quantity").string("customer").register();
 *
 * if (order.isEnabled()) {
 *     order.begin().u64(id).s32(quantity).string(customer).commit();
 * }
 * }</pre>
 *
 * <p>No call here throws, waits (but for those whose name says await) or allocates per event; without a daemon all of
 * it does nothing until one appears. Fields are given in the order in which they were declared; a record that does not
 * fit its type is dropped and counted as malformed.
 *
 * <p>Doesn't belong here: what two processes must agree on ({@code proto}).
 */
@NullMarked
package io.ringtail.client;

import org.jspecify.annotations.NullMarked;
