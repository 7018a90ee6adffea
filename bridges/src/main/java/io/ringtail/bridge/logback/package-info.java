/** Logback's events as Ringtail's. */
@NullMarked
package io.ringtail.bridge.logback;

import org.jspecify.annotations.NullMarked;
