/** java.util.logging's records as events. */
@NullMarked
package io.ringtail.bridge.jul;

import org.jspecify.annotations.NullMarked;
