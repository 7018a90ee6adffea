package io.ringtail.client.typed;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method whose event is written when the returned {@link Span} is closed, if it took long enough: one event, with
 * the field {@code duration_ns} before those of its parameters, at the time of its end.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface TraceDuration {
    /** The name of the event; the name of the method if empty. */
    String value() default "";

    /** The least duration that is written, with its unit: {@code ns}, {@code us}, {@code ms} or {@code s}. */
    String threshold() default "0ns";
}
