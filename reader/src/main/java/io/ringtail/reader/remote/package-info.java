/**
 * The receiving side of a Ringtail daemon's HTTP listener, for the command line's remote commands.
 *
 * <p>Connecting, clear errors when that fails, and passing data to a listener belong here. The daemon's own code, and
 * the use of pages and events, do not.
 */
@NullMarked
package io.ringtail.reader.remote;

import org.jspecify.annotations.NullMarked;
