/**
 * Snapshots: trace.dat files that the daemon writes of what its rings hold at a moment.
 *
 * <p>Belongs here: when one may be taken, where it goes, how much room all of them take. Doesn't: who asks ({@code stream},
 * {@code control}), and how a ring is read ({@code buffer}).
 */
@NullMarked
package io.ringtail.daemon.snapshot;

import org.jspecify.annotations.NullMarked;
