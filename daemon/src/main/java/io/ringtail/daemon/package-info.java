/**
 * The daemon's settings and the wiring of its parts. The parts themselves live in the packages below; the command line
 * that starts the daemon is in {@code io.ringtail.cli}.
 */
@NullMarked
package io.ringtail.daemon;

import org.jspecify.annotations.NullMarked;
