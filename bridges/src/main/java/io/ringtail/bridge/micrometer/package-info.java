/** Micrometer's observations as events. */
@NullMarked
package io.ringtail.bridge.micrometer;

import org.jspecify.annotations.NullMarked;
