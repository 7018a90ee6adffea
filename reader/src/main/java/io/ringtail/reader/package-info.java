/**
 * Decoded events: the view of one, and the sink that receives them, from a live stream and from a file alike.
 *
 * <p>Belongs here: the interfaces of printers, exporters and filters. Does not: how events are found and decoded.
 */
@NullMarked
package io.ringtail.reader;

import org.jspecify.annotations.NullMarked;
