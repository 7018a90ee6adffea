/**
 * Events as lines of text and JSON: a format's {@code print fmt} is compiled once, then run over payloads.
 *
 * <p>What belongs here: the print fmt's language, the events that libtraceevent's plugins print their own way, and the
 * lines around them. What does not: reading pages, files and sockets, merging CPUs, choosing events.
 *
 * <p>Formats and payloads come from strangers. A format that cannot be compiled shows its fields one by one; a payload
 * that is too short, or points outside itself, shows zeroes and empty texts. Nothing here throws because of either.
 */
@NullMarked
package io.ringtail.reader.text;

import org.jspecify.annotations.NullMarked;
