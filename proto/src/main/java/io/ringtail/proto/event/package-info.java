/**
 * What an event's payload means: schemas, field types, and tracefs format text, printed and parsed.
 *
 * <p>{@link io.ringtail.proto.event.EventSchema} is what an application declares and a client registers; {@link
 * io.ringtail.proto.event.EventFormat} is what a reader knows, Ringtail's or the kernel's. The way from one to the other
 * is {@link io.ringtail.proto.event.FormatText}.
 *
 * <p>Doesn't belong here: pages and event headers ({@code page}), the messages that carry a schema ({@code control}),
 * and decoding or printing the values themselves.
 */
@NullMarked
package io.ringtail.proto.event;

import org.jspecify.annotations.NullMarked;
