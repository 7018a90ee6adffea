/**
 * Triggers: what the daemon does when an event is written that matches a predicate, as tracefs's {@code trigger} files.
 *
 * <p>Belongs here: the triggers, and the thread that watches the rings for them. Does not: HTTP, and how snapshots are
 * taken and events switched.
 */
@NullMarked
package io.ringtail.daemon.trigger;

import org.jspecify.annotations.NullMarked;
