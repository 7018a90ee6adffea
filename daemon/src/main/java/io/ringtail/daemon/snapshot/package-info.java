/**
 * Snapshots: trace.dat files that the daemon writes from the current contents of its rings.
 *
 * <p>When a snapshot may be taken, where it is written, and how much space all of them take belongs here. The requests
 * ({@code http}, {@code control}) and the reading of rings ({@code buffer}) do not.
 */
@NullMarked
package io.ringtail.daemon.snapshot;

import org.jspecify.annotations.NullMarked;
