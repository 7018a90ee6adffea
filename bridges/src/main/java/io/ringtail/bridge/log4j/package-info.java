/** Log4j 2's events as Ringtail's. */
@NullMarked
package io.ringtail.bridge.log4j;

import org.jspecify.annotations.NullMarked;
