/**
 * Whether the daemon lives: where a failure arrives that ends it, and what its health is judged by. What to do when it
 * ends, and how health is served, is decided elsewhere.
 */
@NullMarked
package io.ringtail.daemon.life;

import org.jspecify.annotations.NullMarked;
