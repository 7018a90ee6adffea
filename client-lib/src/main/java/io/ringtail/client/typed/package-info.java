/**
 * Events as methods of an interface: its annotations, and the class that implements it.
 *
 * <p>An interface has {@link io.ringtail.client.typed.TraceProvider}. Its methods are events; {@link
 * io.ringtail.client.typed.TraceSpan}, {@link io.ringtail.client.typed.TraceDuration} and {@link
 * io.ringtail.client.typed.TraceCounter} make them spans and counters, and the other annotations say how a field is shown
 * and what an event carries.
 *
 * <p>{@link io.ringtail.client.Tracer#provider} reads an annotated interface ({@link
 * io.ringtail.client.typed.ProviderDefinition}), registers an event type for each of its methods, and defines a hidden
 * class that implements it ({@link io.ringtail.client.typed.ProviderClass}). Each method has its own code, in which
 * sizes, offsets and types are constants. Why a class made at run time:
 * {@code docs/adr/0007-typed-events.md}.
 */
@NullMarked
package io.ringtail.client.typed;

import org.jspecify.annotations.NullMarked;
