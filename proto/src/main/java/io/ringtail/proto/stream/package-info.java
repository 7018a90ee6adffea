/**
 * The frames of {@code /stream}: all CPUs' pages in one TCP stream, with the metadata that decodes them.
 *
 * <p>Belongs here: the frames' bytes, making them and taking them apart. Doesn't: HTTP, sockets, or what an event means.
 * Everything is little endian. A stream is one HELLO, then frames in any order that keeps these promises:
 *
 * <ul>
 *   <li>a CPU frame comes before a CPU's first page, and before any page that holds an event which a thread wrote after
 *       it was on that CPU;
 *   <li>an event's FORMAT comes before the first page that holds the event, a thread's CMDLINE before the first page
 *       that holds the thread's id; a CMDLINE that comes again renames the thread;
 *   <li>a CPU's pages come in the order of their events, and WATERMARK says up to when they are complete;
 *   <li>a POSITION comes before each page, and one behind a CPU's first CPU frame: a receiver that keeps them can go on
 *       with another stream where this one ended;
 *   <li>END comes last; a stream that ends without it was cut.
 * </ul>
 */
@NullMarked
package io.ringtail.proto.stream;

import org.jspecify.annotations.NullMarked;
