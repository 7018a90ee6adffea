/**
 * The receiving side of a Ringtail daemon's HTTP listener, for the command line's remote commands.
 *
 * <p>Belongs here: connecting, saying clearly why that failed, and giving what arrives to a listener. Doesn't: anything of
 * the daemon itself, and what is done with pages and events.
 */
@NullMarked
package io.ringtail.reader.remote;

import org.jspecify.annotations.NullMarked;
