/**
 * Notifications to the service manager: readiness, status, signs of life. The units that make it listen are in the
 * {@code systemd} folder; the daemon's main decides what to report.
 */
@NullMarked
package io.ringtail.daemon.systemd;

import org.jspecify.annotations.NullMarked;
