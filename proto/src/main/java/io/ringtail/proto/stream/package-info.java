/**
 * The frames of {@code /stream}: the pages of all CPUs in one TCP stream, with the metadata that decodes them.
 *
 * <p>The frames' bytes, their encoding and their decoding belong here; HTTP, sockets and the meaning of events do not.
 * Everything is little endian. A stream is one HELLO, then frames in any order that satisfies these rules:
 *
 * <ul>
 *   <li>a CPU frame precedes the CPU's first page, and any page with an event that a thread wrote after it had been on
 *       that CPU;
 *   <li>an event's FORMAT precedes the first page that contains the event, and a thread's CMDLINE the first page that
 *       contains the thread's id; a repeated CMDLINE renames the thread;
 *   <li>a CPU's pages come in the order of their events, and WATERMARK gives the time up to which they are complete;
 *   <li>a POSITION precedes each page, and one follows a CPU's first CPU frame: a receiver that keeps them can resume
 *       with another stream where this one ended;
 *   <li>END comes last; a stream without it was cut off.
 * </ul>
 */
@NullMarked
package io.ringtail.proto.stream;

import org.jspecify.annotations.NullMarked;
