/**
 * The kernel's sub-buffer format: page headers, event headers, and iteration over the events of a page.
 *
 * <p>The format common to all pages, Ringtail's or the kernel's, belongs here; the meaning of an event's payload
 * ({@code event}) does not. Source: the kernel's {@code include/linux/ring_buffer.h}, {@code header_page},
 * {@code header_event} and libtraceevent's behaviour.
 */
@NullMarked
package io.ringtail.proto.page;

import org.jspecify.annotations.NullMarked;
