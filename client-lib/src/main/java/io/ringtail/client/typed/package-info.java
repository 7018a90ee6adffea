/**
 * Events as methods of an interface: its annotations, and the class that implements it.
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
