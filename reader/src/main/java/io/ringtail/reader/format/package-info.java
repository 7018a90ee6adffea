/**
 * Events decoded by their formats: the catalog of formats, the decoder, and the language of {@code print fmt}, which is
 * compiled once and then run over payloads.
 *
 * <p>Belongs here: print fmts, and the events that libtraceevent's plugins print their own way. Does not: reading pages,
 * files and sockets, merging CPUs, choosing events, the lines around an event's text.
 *
 * <p>Formats and payloads are untrusted. A format that cannot be compiled shows its fields one by one; a payload that is
 * too short, or points outside itself, shows zeroes and empty texts. Nothing here throws because of either.
 */
@NullMarked
package io.ringtail.reader.format;

import org.jspecify.annotations.NullMarked;
