/**
 * CPUs that come and go: which CPUs exist, and how a CPU's ring is brought online.
 *
 * <p>Reading the kernel's CPU lists, and the state machine that prepares a CPU, waits for the clients and publishes it,
 * belong here. The identity of clients ({@code control}) and the creation of a region ({@code buffer}) do not.
 */
@NullMarked
package io.ringtail.daemon.hotplug;

import org.jspecify.annotations.NullMarked;
