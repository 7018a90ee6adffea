/** Stress tests of the ring, in the package of its reader since they drive it from within. */
@NullMarked
package io.ringtail.daemon.buffer;

import org.jspecify.annotations.NullMarked;
