package io.ringtail.client.typed;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * How grave or how detailed an event is; {@code ringtail enable --level} and {@code disable --level} select by it. On an
 * interface: the level of those of its events that have none.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Level {
    /** The level. */
    Severity value();
}
