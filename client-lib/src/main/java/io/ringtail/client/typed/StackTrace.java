package io.ringtail.client.typed;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Adds the field {@code stack}: the callers, innermost first. A stack trace takes microseconds and allocates, unlike
 * everything else that an event does.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface StackTrace {
    /** The maximum number of callers, 1 to 64. */
    int depth() default 16;
}
