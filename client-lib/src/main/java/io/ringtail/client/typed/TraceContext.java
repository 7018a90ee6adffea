package io.ringtail.client.typed;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Adds the fields {@code trace_id} and {@code span_id}: the W3C ids of the current OpenTelemetry span, empty if there is
 * none, or OpenTelemetry's API is not on the class path of the interface. On an interface: to all of its events.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface TraceContext {}
