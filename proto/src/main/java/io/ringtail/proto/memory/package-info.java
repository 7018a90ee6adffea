/**
 * Mapped bytes: access to memory that several processes share, with the ordering of each access in its name.
 *
 * <p>Belongs here: {@link io.ringtail.proto.memory.MappedRegion}, and the ways to memory that JDKs have. Doesn't: offsets ({@code layout}), anything that
 * knows what the bytes mean.
 */
@NullMarked
package io.ringtail.proto.memory;

import org.jspecify.annotations.NullMarked;
