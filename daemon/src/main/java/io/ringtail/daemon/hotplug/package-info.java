/**
 * CPUs that come and go: which there are, and how one's ring is brought online.
 *
 * <p>Belongs here: reading the kernel's CPU lists, and the state machine that prepares a CPU, waits for the clients and
 * publishes it. Doesn't: who the clients are ({@code control}) and how a region is made ({@code buffer}).
 */
@NullMarked
package io.ringtail.daemon.hotplug;

import org.jspecify.annotations.NullMarked;
