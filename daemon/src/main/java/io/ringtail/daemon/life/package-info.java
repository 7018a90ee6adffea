/**
 * The daemon's liveness: collects the failure that ends it, and the checks of its health. How it ends, and how health
 * is served, is decided elsewhere.
 */
@NullMarked
package io.ringtail.daemon.life;

import org.jspecify.annotations.NullMarked;
