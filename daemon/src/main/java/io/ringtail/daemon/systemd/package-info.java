/**
 * What the service manager is told: readiness, status, signs of life. The units that make it listen are in the
 * {@code systemd} folder; what is worth telling is decided by the daemon's main.
 */
@NullMarked
package io.ringtail.daemon.systemd;

import org.jspecify.annotations.NullMarked;
