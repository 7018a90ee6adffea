/**
 * trace-cmd's network protocol: its messages, and a client of {@code trace-cmd listen}.
 *
 * <p>Belongs here: what both ends of the protocol share, and sending a recording. Does not: serving it, which the
 * daemon does.
 */
@NullMarked
package io.ringtail.reader.tracecmd;

import org.jspecify.annotations.NullMarked;
