/**
 * The meaning of an event's payload: schemas, field types, and tracefs format text, printed and parsed.
 *
 * <p>An application declares an {@link io.ringtail.proto.event.EventSchema}, which a client registers; a reader uses an
 * {@link io.ringtail.proto.event.EventFormat}, Ringtail's or the kernel's. {@link io.ringtail.proto.event.FormatText}
 * converts the former to the text that the latter parses.
 *
 * <p>Pages and event headers ({@code page}), the messages that carry a schema ({@code control}), and code that decodes
 * or prints values do not belong here.
 */
@NullMarked
package io.ringtail.proto.event;

import org.jspecify.annotations.NullMarked;
