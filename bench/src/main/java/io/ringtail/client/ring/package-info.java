/** Stress tests of how a client gives its thread slots back, in the package of the slots since they drive them from within. */
@NullMarked
package io.ringtail.client.ring;

import org.jspecify.annotations.NullMarked;
