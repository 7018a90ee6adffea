/** The bounds of what others can make this daemon log. Lines that only the daemon itself causes need none. */
@NullMarked
package io.ringtail.daemon.log;

import org.jspecify.annotations.NullMarked;
