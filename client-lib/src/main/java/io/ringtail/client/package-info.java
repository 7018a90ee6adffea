/**
 * The application's interface: {@link io.ringtail.client.Tracer} attaches, {@link io.ringtail.client.EventType}
 * describes an event, {@link io.ringtail.client.EventRecord} writes one.
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
 * <p>No call here throws, waits (except those whose name says await) or allocates per event; without a daemon, all
 * calls do nothing until one appears. Fields are set in declaration order; a record that does not match its type is
 * dropped and counted as malformed.
 *
 * <p>The agreements between processes ({@code proto}) do not belong here.
 */
@NullMarked
package io.ringtail.client;

import org.jspecify.annotations.NullMarked;
