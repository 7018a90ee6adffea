/**
 * The daemon's log: its level, the form of its lines, and limits on those that others can cause. Lines that only the daemon
 * itself causes need none.
 */
@NullMarked
package io.ringtail.daemon.log;

import org.jspecify.annotations.NullMarked;
