/** OpenTelemetry's spans as events. */
@NullMarked
package io.ringtail.bridge.otel;

import org.jspecify.annotations.NullMarked;
