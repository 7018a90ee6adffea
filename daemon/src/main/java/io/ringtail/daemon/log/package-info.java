/** Limits on the log lines that others can cause. Lines that only the daemon itself causes need none. */
@NullMarked
package io.ringtail.daemon.log;

import org.jspecify.annotations.NullMarked;
