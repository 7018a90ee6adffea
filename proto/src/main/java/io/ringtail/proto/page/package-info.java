/**
 * The kernel's sub-buffer format: headers, event headers, and walking the events of a page.
 *
 * <p>Belongs here: what is the same for every page, Ringtail's or the kernel's. Doesn't: what an event's payload means
 * ({@code event}). Source: the kernel's {@code include/linux/ring_buffer.h}, {@code header_page}, {@code header_event}
 * and libtraceevent's behaviour.
 */
@NullMarked
package io.ringtail.proto.page;

import org.jspecify.annotations.NullMarked;
