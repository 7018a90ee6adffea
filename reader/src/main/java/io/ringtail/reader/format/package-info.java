/**
 * Decoding of events by their formats: the catalog of formats, the decoder, and the language of {@code print fmt},
 * which is compiled once and then run over payloads.
 *
 * <p>Belongs here: print fmts, and the events that libtraceevent's plugins print their own way. Does not: reading
 * pages, files and sockets, merging CPUs, choosing events, the lines around an event's text.
 *
 * <p>Formats and payloads are untrusted. If a format cannot be compiled, its fields are shown one by one; a payload
 * that is too short, or points outside itself, shows zeroes and empty texts. Neither makes anything here throw.
 */
@NullMarked
package io.ringtail.reader.format;

import org.jspecify.annotations.NullMarked;
