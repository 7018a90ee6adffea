package io.ringtail.client.typed;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method that begins a span: its event is {@code NAME_begin}, and closing the returned {@link Span} writes {@code
 * NAME_end}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface TraceSpan {
    /** The name of the span; the name of the method if empty. */
    String value() default "";
}
