/**
 * Access to memory that several processes share, with each access's ordering in its name.
 *
 * <p>{@link io.ringtail.proto.memory.MappedRegion} and the JDKs' ways to access memory belong here. Offsets
 * ({@code layout}) and code that interprets the bytes do not.
 */
@NullMarked
package io.ringtail.proto.memory;

import org.jspecify.annotations.NullMarked;
